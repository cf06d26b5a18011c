import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { client } from '../../data/client.ts';
import { type Post, postsQuery } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';
import { OutcomeChip } from './post-row.tsx';

/** One post beside the list; of an inbound message that was posted on, every attempt. */
export function PostSheet({ post, onClose }: { readonly post: Post | undefined; readonly onClose: () => void }) {
  const words = useWords();
  return (
    <Dialog look="side" open={post !== undefined} onClose={onClose} title={words.webhooks.detail}>
      {post ? <Details post={post} /> : null}
    </Dialog>
  );
}

function Details({ post }: { readonly post: Post }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <div className="grid grid-cols-1 gap-6">
      <header className="grid gap-2">
        <div className="flex items-center gap-3">
          <OutcomeChip outcome={post.outcome} />
          <ChannelName channel={post.channel} />
        </div>
        <p className="text-soft">{words.webhooks.outcomeHints[post.outcome]}</p>
      </header>
      <Facts
        rows={[
          [words.common.time, <Time key="at" at={post.at} look="full" />],
          [words.common.kind, words.webhooks[post.direction]],
          ...(post.provider ? [[words.common.provider, post.provider] as const] : []),
          [
            words.common.agent,
            <Link key="agent" to="/agents/$agentId" params={{ agentId: post.agentId }} className="underline">
              {post.agentId}
            </Link>,
          ],
          [words.webhooks.answer, post.status === null ? words.webhooks.noAnswer : String(post.status)],
          [words.webhooks.took, words.webhooks.milliseconds(formats.count(post.durationMs))],
          [words.webhooks.message, words.webhooks.content(post.messages, post.statuses)],
        ]}
      />
      {post.inboxId ? <Attempts inboxId={post.inboxId} /> : null}
    </div>
  );
}

function Attempts({ inboxId }: { readonly inboxId: string }) {
  const words = useWords();
  const mayReplay = useMay('webhooks.replay');
  const { data, error } = useInfiniteQuery({ ...postsQuery({ inboxId }), refetchInterval: 2_000 });
  const attempts = data?.pages.flatMap(page => page.posts) ?? [];
  const isTaken = attempts.some(attempt => attempt.outcome === 'delivered');
  return (
    <section>
      <h3 className="mb-2 font-semibold">{words.webhooks.attempts}</h3>
      <p className="mb-2 text-soft text-sm">
        <Address>{inboxId}</Address>
      </p>
      {error ? <Problem error={error} /> : null}
      {data ? null : <SkeletonRows count={2} />}
      <ol className="grid">
        {attempts.map(attempt => (
          <li
            key={attempt.id}
            className="flex flex-wrap items-center gap-x-3 border-line border-t py-2 first:border-t-0"
          >
            <span className="min-w-20">{words.webhooks.attempt(attempt.attempt ?? 1)}</span>
            <OutcomeChip outcome={attempt.outcome} />
            <span className="font-mono text-soft text-xs">{attempt.status ?? words.webhooks.noAnswer}</span>
            <span className="ms-auto text-soft text-sm">
              <Time at={attempt.at} look="exact" />
            </span>
          </li>
        ))}
      </ol>
      {mayReplay && data && !isTaken ? <Replay inboxId={inboxId} /> : null}
    </section>
  );
}

function Replay({ inboxId }: { readonly inboxId: string }) {
  const words = useWords();
  const queries = useQueryClient();
  const replaying = useMutation({
    mutationFn: () => client.webhooks.replay({ inboxId }),
    onSuccess: () => {
      say(words.webhooks.replayed);
      void queries.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  return (
    <div className="mt-3 grid grid-cols-1 gap-2">
      <p className="text-soft text-sm">{words.webhooks.replayLead}</p>
      {replaying.error ? <Problem error={replaying.error} /> : null}
      <div>
        <Button disabled={replaying.isPending} onClick={() => replaying.mutate()}>
          <RotateCcw size={16} aria-hidden="true" />
          {words.webhooks.replay}
        </Button>
      </div>
    </div>
  );
}
