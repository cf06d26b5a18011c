import type { Output } from '@buttdial/client';
import { useMutation } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { client } from '../../data/client.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card } from '../../ui/surface.tsx';

const patienceMs = 600_000;

/** Reads the whole chain, from its first row to its last, and says whether it is whole. */
export function Verify() {
  const words = useWords();
  const verifying = useMutation({ mutationFn: () => client.audit.verify({}, { timeoutMs: patienceMs }) });
  return (
    <Card className="flex flex-wrap items-center gap-x-5 gap-y-3 p-4">
      <Button look="primary" disabled={verifying.isPending} onClick={() => verifying.mutate()}>
        <ShieldCheck size={17} aria-hidden="true" />
        {words.audit.verify}
      </Button>
      <div className="min-w-0 flex-1" aria-live="polite">
        {verifying.isIdle ? <p className="text-soft text-sm">{words.audit.verifyLead}</p> : null}
        {verifying.isPending ? (
          <div className="grid max-w-sm gap-1.5">
            <p className="text-soft">{words.audit.verifying}</p>
            <progress className="h-1.5 w-full accent-ink" aria-label={words.audit.verifying} />
          </div>
        ) : null}
        {verifying.error ? <Problem error={verifying.error} /> : null}
        {verifying.data && !verifying.isPending ? <Report report={verifying.data} /> : null}
      </div>
    </Card>
  );
}

function Report({ report }: { readonly report: Output<'audit.verify'> }) {
  const words = useWords();
  const formats = useFormats();
  const Icon = report.ok ? ShieldCheck : ShieldAlert;
  return (
    <div className="grid gap-1">
      <p className={`inline-flex items-center gap-2 font-medium ${report.ok ? 'text-done' : 'text-wrong'}`}>
        <Icon size={18} aria-hidden="true" />
        {report.ok ? words.audit.whole : words.audit.broken}
      </p>
      <p className="text-soft text-sm">
        {words.audit.wholeLead(formats.count(report.rows), formats.count(report.checkpoints))}
      </p>
      <ul className="grid gap-1 text-sm">
        {report.problems.map(problem => (
          <li key={`${problem.kind} ${problem.sequence}`}>
            <span className="font-mono text-xs">{problem.kind}</span> {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
