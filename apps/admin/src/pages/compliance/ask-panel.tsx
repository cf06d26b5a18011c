import type { Input, Output } from '@buttdial/client';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Section } from '../../ui/surface.tsx';
import { Judgement } from '../messages/judgement.tsx';
import { Budget } from './budget.tsx';
import { type Question, QuestionForm } from './question-form.tsx';
import { complianceSearch, type purposes } from './search.ts';

const route = getRouteApi('/compliance');

type Verdict = Output<'compliance.check'> & { readonly budget: Output<'messages.send'>['dryRun'] };

/** "May I send this now?": judged exactly as it would be when it leaves, and nothing leaves. */
export function AskPanel() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const maySend = useMay('messages.send');
  const [asked, setAsked] = useState<Question>();
  const asking = useMutation({ mutationFn: (question: Question) => judge(question, maySend) });
  const ask = (question: Question) => {
    setAsked(question);
    const { to, channel, purpose, agent } = question;
    void navigate({ search: complianceSearch({ tab: 'ask', to, channel, purpose, agent }), replace: true });
    asking.mutate(question);
  };
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Section title={words.compliance.tabAsk} lead={words.compliance.askLead}>
        <QuestionForm search={search} busy={asking.isPending} onAsk={ask} />
      </Section>
      <div className="grid gap-4" aria-live="polite">
        {asking.error ? <Problem error={asking.error} onRetry={() => asked && ask(asked)} /> : null}
        {asking.data ? <Answer verdict={asking.data} /> : null}
        {asking.data || asking.error ? null : (
          <Empty icon={<Scale size={20} />} title={words.compliance.askEmpty} lead={words.compliance.askEmptyLead} />
        )}
      </div>
    </div>
  );
}

async function judge(question: Question, maySend: boolean): Promise<Verdict> {
  const verdict = await client.compliance.check(inputOf(question));
  const { agent: agentId, channel, to, body, purpose, at } = question;
  if (!maySend || agentId === '' || channel === 'voice' || at !== '') return { ...verdict, budget: undefined };
  const subject = channel === 'email' ? { subject: '—' } : {};
  const why = purpose === '' ? {} : { purpose: purpose as (typeof purposes)[number] };
  const dry = await client.messages
    .send({ agentId, channel, to, body: body || '—', dryRun: true, ...subject, ...why })
    // The judgement stands by itself; what a dry run needs besides (a line, say) may be missing.
    .catch(() => undefined);
  return { ...verdict, budget: dry?.dryRun };
}

function inputOf({
  to,
  channel,
  purpose,
  agent,
  body,
  at,
  voice,
  discloses,
  template,
}: Question): Input<'compliance.check'> {
  return {
    to,
    channel,
    body,
    ...(purpose === '' ? {} : { purpose: purpose as (typeof purposes)[number] }),
    ...(agent === '' ? {} : { agentId: agent }),
    ...(at === '' ? {} : { at: new Date(at).toISOString() }),
    ...(channel === 'voice' ? { voice, aiDisclosure: discloses } : {}),
    ...(channel === 'whatsapp' ? { template } : {}),
  };
}

function Answer({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords();
  const { decision, budget } = verdict;
  const titles = { allow: words.compliance.yes, deny: words.compliance.no, require: words.compliance.require };
  return (
    <>
      <Judgement decision={decision} title={<span className="text-lg">{titles[decision.effect]}</span>} />
      <p className="text-soft text-sm">
        {words.compliance.judgedAs} {words.contacts.purposeNames[decision.purpose]}
      </p>
      {budget ? <Budget budget={budget} /> : null}
    </>
  );
}
