import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Cable, KeyRound } from 'lucide-react';
import { client } from '../../data/client.ts';
import { offeredQuery, ownProvidersQuery } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain, Problem } from '../../ui/problem.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { say } from '../../ui/toasts.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { Register } from './register.tsx';

const route = getRouteApi('/connections');

/** The vendors, whose account each runs on, and whether it answers. */
export function ConnectionsPage() {
  const words = useWords();
  const { connect } = route.useSearch();
  const navigate = route.useNavigate();
  const mayRotate = useMay('providers.rotate');
  const offered = useQuery(offeredQuery);
  const chosen = offered.data?.find(each => each.provider === connect);
  const close = () => void navigate({ search: {} });
  return (
    <>
      <PageHead
        title={words.connections.title}
        lead={words.connections.lead}
        actions={mayRotate ? <Rotate /> : undefined}
      />
      {offered.error ? <Problem error={offered.error} onRetry={() => void offered.refetch()} /> : null}
      {offered.isPending ? <SkeletonRows count={4} /> : null}
      {offered.data?.length === 0 ? (
        <Card>
          <Empty icon={<Cable size={20} />} title={words.connections.empty} lead={words.connections.emptyLead} />
        </Card>
      ) : null}
      <ul className="grid grid-cols-1 gap-4 md:grid-cols-2 xl:grid-cols-3">
        {offered.data?.map(provider => (
          <li key={provider.provider} className="min-w-0">
            <ConnectionCard provider={provider} />
          </li>
        ))}
      </ul>
      <Dialog
        open={chosen !== undefined}
        onClose={close}
        title={words.connections.registerTitle(chosen?.provider ?? '')}
      >
        {chosen ? <Register provider={chosen} onDone={close} /> : null}
      </Dialog>
    </>
  );
}

function Rotate() {
  const words = useWords();
  const queries = useQueryClient();
  const own = useQuery(ownProvidersQuery);
  const rotating = useMutation({
    mutationFn: () => client.providers.rotate({}),
    onSuccess: ({ resealed }) => {
      say(resealed > 0 ? words.connections.rotated(resealed) : words.connections.rotateNone);
      void queries.invalidateQueries({ queryKey: ['providers'] });
    },
    onError: error => {
      const { message, remedy = '' } = explain(error, words);
      say(message, { description: remedy });
    },
  });
  if (!own.data?.length) return null;
  return (
    <Button title={words.connections.rotateLead} disabled={rotating.isPending} onClick={() => rotating.mutate()}>
      <KeyRound size={16} aria-hidden="true" />
      {words.connections.rotate}
    </Button>
  );
}
