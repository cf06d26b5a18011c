import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { type SetupStep, type SetupView, setup, setupQuery, setupSteps } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { DemoMark } from '../../shell/demo-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { Logo } from '../../ui/logo.tsx';
import { CredentialsStep } from './credentials-step.tsx';
import { DatabaseStep } from './database-step.tsx';
import { DoneStep } from './done-step.tsx';
import { AgentStep } from './first-agent-step.tsx';
import { isOpen } from './is-open.ts';
import { LimitsStep } from './limits-step.tsx';
import { StartStep } from './start-step.tsx';
import type { StepProps } from './step-parts.tsx';
import { Stepper } from './stepper.tsx';
import { SurroundingsStep } from './surroundings-step.tsx';
import { VendorsStep } from './vendors-step.tsx';

const route = getRouteApi('/setup');

/** The steps, their order, and the way between them. */
export function Wizard({ view }: { readonly view: SetupView }) {
  const words = useWords();
  const { step, goTo } = useStep(view);
  const at = setupSteps.indexOf(step);
  const next = () => goTo(setupSteps[Math.min(at + 1, setupSteps.length - 1)] ?? step);
  const [previous] = setupSteps.slice(Math.max(0, at - 1), at);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]">
      <header className="flex flex-col gap-6 border-line border-b bg-surface px-4 py-3 lg:sticky lg:top-0 lg:h-dvh lg:border-e lg:border-b-0 lg:px-5 lg:py-7">
        <div className="flex items-center gap-2.5 font-bold font-display text-lg">
          <Logo size={32} />
          Butt-Dial
          {view.mode === 'practice' ? <DemoMark /> : null}
        </div>
        <Stepper view={view} current={step} onChoose={goTo} />
        <p className="mt-auto text-soft text-sm max-lg:hidden">{words.setup.kept}</p>
      </header>
      <main className="mx-auto w-full max-w-3xl px-4 pt-5 pb-16 lg:px-10 lg:pt-12">
        <Heading step={step} />
        <Mode view={view} />
        <div key={step} className="grid animate-arrive grid-cols-1 gap-4">
          {stepOf(step, { view, onNext: next })}
        </div>
        {previous ? (
          <div className="mt-6">
            <Button look="quiet" onClick={() => goTo(previous)}>
              <ArrowLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
              {words.setup.back}
            </Button>
          </div>
        ) : null}
      </main>
    </div>
  );
}

// A new step is a new place: screen readers start at its name.
function Heading({ step }: { readonly step: SetupStep }) {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) heading.current?.focus();
    before.current = step;
  }, [step]);
  return (
    <>
      <p className="text-soft text-sm">{words.setup.stepOf(setupSteps.indexOf(step) + 1, setupSteps.length)}</p>
      <h1 ref={heading} tabIndex={-1} className="font-bold text-2xl outline-none">
        {words.setup.steps[step]}
      </h1>
      <p className="mt-0.5 mb-6 text-pretty text-soft">{words.setup.leads[step]}</p>
    </>
  );
}

function stepOf(step: SetupStep, props: StepProps): ReactNode {
  switch (step) {
    case 'surroundings':
      return <SurroundingsStep {...props} />;
    case 'vendors':
      return <VendorsStep {...props} />;
    case 'credentials':
      return <CredentialsStep {...props} />;
    case 'limits':
      return <LimitsStep {...props} />;
    case 'database':
      return <DatabaseStep {...props} />;
    case 'start':
      return <StartStep {...props} />;
    case 'agent':
      return <AgentStep {...props} />;
    case 'done':
      return <DoneStep {...props} />;
  }
}

// The address bar says where the person is; without a word there, it is where they were last, on whatever machine.
function useStep(view: SetupView): { readonly step: SetupStep; readonly goTo: (step: SetupStep) => void } {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const keeping = useMutation({
    mutationFn: (step: SetupStep) => setup.goTo(step),
    onSuccess: next => queries.setQueryData(setupQuery.queryKey, next),
  });
  const wanted = search.step ?? setupSteps.find(each => each === view.step) ?? 'surroundings';
  const step = isOpen(view, wanted) ? wanted : 'start';
  return {
    step,
    goTo(next) {
      keeping.mutate(next);
      void navigate({ search: { step: next } });
    },
  };
}

function Mode({ view }: { readonly view: SetupView }) {
  const words = useWords();
  if (view.mode === 'setup') return null;
  return (
    <p className="mb-4 rounded-md border border-line bg-sunken px-4 py-2.5 text-sm">
      {view.mode === 'practice' ? (
        <>
          <strong className="font-semibold">{words.setup.practice}.</strong> {words.setup.practiceLead}
        </>
      ) : (
        words.setup.running
      )}
    </p>
  );
}
