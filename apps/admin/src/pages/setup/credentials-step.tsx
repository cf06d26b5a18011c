import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { type SetupVendor, setup, setupQuery, type VendorTest, type Wrong } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { CredentialForm } from '../../ui/credential-form.tsx';
import { Card, Empty, Section } from '../../ui/surface.tsx';
import { Fixed, Next, type StepProps } from './step-parts.tsx';
import { vendorTitle } from './vendors-step.tsx';

/** What each chosen vendor asks for, tried before it is kept. */
export function CredentialsStep({ view, onNext }: StepProps) {
  const words = useWords();
  const chosen = view.vendors.filter(vendor => vendor.isChosen);
  if (chosen.length === 0)
    return (
      <Card>
        <Empty title={words.setup.nothingChosen}>
          <Link to="/setup" search={{ step: 'vendors' }} className={buttonClass('primary')}>
            {words.setup.chooseFirst}
          </Link>
        </Empty>
      </Card>
    );
  return (
    <>
      {chosen.map(vendor => (
        <VendorCredentials key={vendor.name} vendor={vendor} />
      ))}
      <Next onNext={onNext} />
    </>
  );
}

type Fields = Readonly<Record<string, string>>;
const noProblems: readonly Wrong[] = [];

function VendorCredentials({ vendor }: { readonly vendor: SetupVendor }) {
  const words = useWords();
  const [sample, setSample] = useState<Fields>();
  const [typed, setTyped] = useState<Fields>({});
  const testing = useTesting(vendor.name);
  const test = testing.data?.test;
  const tryThem = (fields: Fields, keep: boolean) => {
    setTyped(fields);
    testing.mutate({ fields: { ...sample, ...fields }, keep });
  };
  const useSample = vendor.sample ? (
    <Button small onClick={() => setSample(vendor.sample)}>
      {words.setup.useSample}
    </Button>
  ) : undefined;
  return (
    <Section title={vendorTitle(vendor.name)} actions={useSample}>
      <div className="grid grid-cols-1 gap-4">
        <CredentialForm
          // New defaults need a new form.
          key={sample ? 'sample' : 'own'}
          schema={vendor.schema}
          known={{ ...vendor.known, ...sample }}
          kept={sample ? [...vendor.kept, ...Object.keys(sample)] : vendor.kept}
          problems={test?.outcome === 'invalid' ? test.problems : noProblems}
          error={testing.error}
          busy={testing.isPending}
          submit={words.credentials.test}
          look="plain"
          onSubmit={fields => tryThem(fields, false)}
        />
        <Fixed names={vendor.fixed} />
        {testing.isPending ? null : <Result vendor={vendor} test={test} onKeep={() => tryThem(typed, true)} />}
      </div>
    </Section>
  );
}

function useTesting(vendor: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fields, keep }: { readonly fields: Fields; readonly keep: boolean }) =>
      setup.testVendor(vendor, fields, keep),
    onSuccess: ({ view }) => queries.setQueryData(setupQuery.queryKey, view),
  });
}

interface ResultProps {
  readonly vendor: SetupVendor;
  readonly test: VendorTest | undefined;
  readonly onKeep: () => void;
}

function Result({ vendor, test, onKeep }: ResultProps) {
  if (test?.outcome === 'invalid') return null;
  if (test?.outcome === 'refused') return <Refused fault={test.fault} onKeep={onKeep} />;
  if (test === undefined && vendor.acceptedAt === undefined) return null;
  return <Works vendor={vendor} test={test} />;
}

interface RefusedProps {
  readonly fault: Extract<VendorTest, { outcome: 'refused' }>['fault'];
  readonly onKeep: () => void;
}

function Refused({ fault, onKeep }: RefusedProps) {
  const words = useWords();
  const { kind, message, vendorCode } = fault;
  const mayKeep = kind === 'unavailable' || kind === 'rate-limited' || kind === 'out-of-funds';
  return (
    <div role="alert" className="grid gap-1.5 rounded-md border border-wrong/30 bg-wrong-wash p-3 text-sm">
      <p className="font-medium">{words.credentials.faults[kind] ?? message}</p>
      {vendorCode ? (
        <p>
          {words.credentials.vendorCode}: <bdi className="font-mono text-xs">{vendorCode}</bdi>
        </p>
      ) : null}
      {mayKeep ? (
        <div className="mt-1">
          <Button small onClick={onKeep}>
            {words.setup.keepAnyway}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface WorksProps {
  readonly vendor: SetupVendor;
  readonly test: Extract<VendorTest, { outcome: 'works' | 'untried' }> | undefined;
}

function Works({ vendor, test }: WorksProps) {
  const words = useWords();
  return (
    <div role="status" className="flex items-start gap-2.5 rounded-md bg-done-wash p-3 text-done text-sm">
      <CircleCheck size={18} aria-hidden="true" className="mt-0.5 shrink-0" />
      <div>
        <p className="font-semibold">{words.credentials.works}</p>
        <p className="text-ink">
          {test?.outcome === 'untried'
            ? words.credentials.untried
            : words.credentials.worksLead(vendorTitle(vendor.name))}
        </p>
        {test && test.capabilities.length > 0 ? (
          <p className="text-ink">
            {words.setup.capabilities}: <bdi>{test.capabilities.join(', ')}</bdi>
          </p>
        ) : null}
      </div>
    </div>
  );
}
