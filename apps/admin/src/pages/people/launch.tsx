import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { organizationQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';
import { say } from '../../ui/toasts.tsx';

/** The way out of the sandbox, while an organization is in one and whoever looks may take it. */
export function Launch() {
  const words = useWords();
  const queries = useQueryClient();
  const mayLaunch = useMay('organization.launch');
  const { data } = useQuery(organizationQuery);
  const [open, setOpen] = useState(false);
  const launching = useMutation({
    mutationFn: () => client.organization.launch({}),
    onSuccess: async ({ mode }) => {
      setOpen(false);
      if (mode === 'production') say(words.people.launched);
      await queries.invalidateQueries({ queryKey: organizationQuery.queryKey });
    },
  });
  const review = launching.data?.review ?? data?.review;
  if (!mayLaunch || data?.mode !== 'sandbox') return null;
  return (
    <Section title={words.people.launch} lead={words.people.launchLead}>
      {review === 'pending' ? (
        <p role="status">{words.people.launchPending}</p>
      ) : (
        <div className="grid justify-items-start gap-3">
          {review === 'rejected' ? <p role="status">{words.people.launchRejected}</p> : null}
          <Button onClick={() => setOpen(true)}>
            <Rocket size={16} aria-hidden="true" />
            {words.people.launchDo}
          </Button>
        </div>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={words.people.launch}>
        <div className="grid gap-4">
          <p>{words.people.launchConfirm}</p>
          {launching.error ? <Problem error={launching.error} /> : null}
          <Button look="primary" disabled={launching.isPending} onClick={() => launching.mutate()}>
            {words.people.launchDo}
          </Button>
        </div>
      </Dialog>
    </Section>
  );
}
