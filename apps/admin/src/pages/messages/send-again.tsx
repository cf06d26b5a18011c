import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { client } from '../../data/client.ts';
import type { Timeline } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';

const ended = ['failed', 'refused', 'unknown'];

/** A message that did not arrive, once more: as it was where its text is kept, else to be written again. */
export function Again({ timeline }: { readonly timeline: Timeline }) {
  const words = useWords();
  const mayResend = useMay('messages.resend');
  const { message, textKept } = timeline;
  if (!ended.includes(message.status) || !mayResend || message.channel === 'voice') return null;
  return (
    <section className="grid grid-cols-1 gap-2 rounded-md border border-line border-dashed p-3">
      {message.status === 'unknown' ? <p className="text-sm text-waiting">{words.messages.maybeArrived}</p> : null}
      {textKept ? <Resend timeline={timeline} /> : <WriteAgain timeline={timeline} />}
    </section>
  );
}

function Resend({ timeline: { message } }: { readonly timeline: Timeline }) {
  const words = useWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const resending = useMutation({
    mutationFn: () => client.messages.resend({ id: message.id, agentId: message.agentId }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['messages'] });
      say(words.messages.resent);
      void navigate({ to: '/messages', search: { open: id } });
    },
  });
  return (
    <>
      <p className="text-soft text-sm">{words.messages.resendLead}</p>
      {resending.error ? <Problem error={resending.error} /> : null}
      <div>
        <Button disabled={resending.isPending} onClick={() => resending.mutate()}>
          <RotateCcw size={16} aria-hidden="true" />
          {words.messages.resend}
        </Button>
      </div>
    </>
  );
}

function WriteAgain({ timeline: { message } }: { readonly timeline: Timeline }) {
  const words = useWords();
  const channel = message.channel === 'email' || message.channel === 'whatsapp' ? message.channel : 'sms';
  return (
    <>
      <p className="text-soft text-sm">{words.messages.textGone}</p>
      <div>
        <Link
          to="/console"
          search={{ agent: message.agentId, to: message.to, channel }}
          className={buttonClass('plain')}
        >
          <RotateCcw size={16} aria-hidden="true" />
          {words.messages.writeAgain}
        </Link>
      </div>
    </>
  );
}
