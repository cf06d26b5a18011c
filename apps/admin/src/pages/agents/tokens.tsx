import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { type Token, tokensQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain, Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';
import { TokenOnce } from './token-once.tsx';

const undoMs = 5_000;

/** The live tokens of an agent. A revocation waits a moment, so that it can be undone. */
export function Tokens({ agentId, isActive }: { readonly agentId: string; readonly isActive: boolean }) {
  const words = useWords();
  const tokens = useQuery(tokensQuery(agentId));
  const mayRotate = useMay('tokens.rotate') && isActive;
  const { leaving, revoke } = useRevoking(agentId);
  if (tokens.error) return <Problem error={tokens.error} onRetry={() => void tokens.refetch()} />;
  if (tokens.isPending) return <SkeletonRows count={2} />;
  const shown = tokens.data.filter(token => !leaving.has(token.id));
  return (
    <div className="grid gap-3">
      {shown.length === 0 ? <p className="text-soft">{words.agents.noTokens}</p> : null}
      <ul className="grid">
        {shown.map(token => (
          <TokenRow key={token.id} token={token} onRevoke={() => revoke(token)} />
        ))}
      </ul>
      {mayRotate ? <Rotate agentId={agentId} /> : null}
    </div>
  );
}

function TokenRow({ token, onRevoke }: { readonly token: Token; readonly onRevoke: () => void }) {
  const words = useWords();
  const mayRevoke = useMay('tokens.revoke');
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-t py-2.5 first:border-t-0 first:pt-0">
      <KeyRound size={16} className="shrink-0 text-soft" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi>{token.label}</bdi>
        </p>
        <p className="text-soft text-sm">
          {token.lastUsedAt ? (
            <>
              {words.agents.lastUsed} <Time at={token.lastUsedAt} look="ago" />
            </>
          ) : (
            words.agents.never
          )}
          {token.expiresAt ? (
            <>
              {' · '}
              {words.agents.expires} <Time at={token.expiresAt} look="full" />
            </>
          ) : null}
        </p>
      </div>
      {mayRevoke ? (
        <Button small look="danger" onClick={onRevoke}>
          {words.agents.revoke}
        </Button>
      ) : null}
    </li>
  );
}

function useRevoking(agentId: string) {
  const words = useWords();
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const stay = (id: string) => setLeaving(known => new Set([...known].filter(each => each !== id)));
  const revoke = (token: Token) => {
    setLeaving(known => new Set([...known, token.id]));
    const going = setTimeout(() => {
      client.tokens
        .revoke({ tokenId: token.id })
        .then(() => queries.invalidateQueries({ queryKey: ['tokens', agentId] }))
        .catch((error: unknown) => {
          stay(token.id);
          const { message, remedy = '' } = explain(error, words);
          say(message, { description: remedy });
        });
    }, undoMs);
    const undo = () => {
      clearTimeout(going);
      stay(token.id);
    };
    say(words.agents.revoking(token.label), { forMs: undoMs, action: { label: words.common.undo, run: undo } });
  };
  return { leaving, revoke };
}

function Rotate({ agentId }: { readonly agentId: string }) {
  const words = useWords();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const rotating = useMutation({
    mutationFn: () => client.tokens.rotate({ agentId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens', agentId] }),
  });
  const close = () => {
    setOpen(false);
    rotating.reset();
  };
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{words.agents.rotate}</Button>
      <Dialog open={open} onClose={close} title={words.agents.rotate}>
        {rotating.data ? (
          <TokenOnce token={rotating.data.token} />
        ) : (
          <div className="grid gap-4">
            <p className="font-medium">{words.agents.rotateConfirm}</p>
            <p className="text-soft">{words.agents.rotateLead}</p>
            {rotating.error ? <Problem error={rotating.error} /> : null}
            <Button look="primary" disabled={rotating.isPending} onClick={() => rotating.mutate()}>
              {words.agents.rotateDo}
            </Button>
          </div>
        )}
      </Dialog>
    </div>
  );
}
