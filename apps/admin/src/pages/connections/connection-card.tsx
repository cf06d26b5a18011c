import type { Output } from '@buttdial/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed, CircleHelp, CloudOff, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { type OfferedProvider, ownProvidersQuery } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { ChannelName } from '../../ui/address.tsx';
import { Chip } from '../../ui/badge.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card } from '../../ui/surface.tsx';
import { say } from '../../ui/toasts.tsx';

type Checked = Output<'providers.check'>;

/** One vendor: whose account, what it carries, whether it answers. */
export function ConnectionCard({ provider }: { readonly provider: OfferedProvider }) {
  const words = useWords();
  const mayCheck = useMay('providers.check');
  const isConnected = provider.own || provider.capabilities.length > 0;
  const checking = useMutation({ mutationFn: () => client.providers.check({ provider: provider.provider }) });
  return (
    <Card className="flex h-full flex-col gap-3 p-5">
      <div className="flex items-start justify-between gap-3">
        <h2 className="truncate font-semibold text-lg capitalize">
          <bdi>{provider.provider}</bdi>
        </h2>
        <Account provider={provider} isConnected={isConnected} />
      </div>
      <Carries provider={provider} />
      {provider.own ? <KeptFields provider={provider.provider} /> : null}
      <div aria-live="polite" className="grid gap-2">
        {checking.data ? <CheckedState checked={checking.data} /> : null}
        {checking.error ? <Problem error={checking.error} /> : null}
      </div>
      <div className="mt-auto flex flex-wrap gap-2 pt-1">
        {isConnected && mayCheck ? (
          <Button small disabled={checking.isPending} onClick={() => checking.mutate()}>
            {checking.isPending ? words.connections.testing : words.connections.test}
          </Button>
        ) : null}
        <OwnAccount provider={provider} />
      </div>
    </Card>
  );
}

function Account({ provider, isConnected }: { readonly provider: OfferedProvider; readonly isConnected: boolean }) {
  const words = useWords();
  if (provider.own)
    return (
      <Chip tone="done" icon={KeyRound}>
        {words.connections.own}
      </Chip>
    );
  return isConnected ? (
    <Chip tone="moving" icon={CircleCheck}>
      {words.connections.house}
    </Chip>
  ) : (
    <Chip tone="quiet" icon={CircleDashed}>
      {words.connections.none}
    </Chip>
  );
}

function Carries({ provider }: { readonly provider: OfferedProvider }) {
  const words = useWords();
  if (provider.serves.length === 0) return <p className="text-soft">{words.connections.carriesNothing}</p>;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      <span className="sr-only">{words.connections.carries}</span>
      {provider.serves.map(channel => (
        <ChannelName key={channel} channel={channel} />
      ))}
    </p>
  );
}

function KeptFields({ provider }: { readonly provider: string }) {
  const words = useWords();
  const { data } = useQuery(ownProvidersQuery);
  const fields = data?.find(each => each.provider === provider)?.fields ?? [];
  return (
    <p className="text-soft text-sm">
      {words.connections.fields}: <bdi className="font-mono text-xs">{fields.join(', ')}</bdi>
    </p>
  );
}

const looks = {
  works: { tone: 'done', icon: CircleCheck },
  refused: { tone: 'wrong', icon: KeyRound },
  unreachable: { tone: 'wrong', icon: CloudOff },
  untested: { tone: 'waiting', icon: CircleHelp },
} as const;

function CheckedState({ checked }: { readonly checked: Checked }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <Chip {...looks[checked.state]}>{words.connections.states[checked.state]}</Chip>
      <span className="text-soft">{words.connections.took(formats.count(checked.vendorMs))}</span>
      {checked.fault ? <span>{words.messages.faults[checked.fault] ?? checked.fault}</span> : null}
    </div>
  );
}

function OwnAccount({ provider }: { readonly provider: OfferedProvider }) {
  const words = useWords();
  const mayRegister = useMay('providers.register');
  const mayRemove = useMay('providers.remove') && provider.own;
  const [asks, setAsks] = useState(false);
  return (
    <>
      {mayRegister ? (
        <Link to="/connections" search={{ connect: provider.provider }} className={buttonClass('plain', true)}>
          {provider.own ? words.connections.replace : words.connections.register}
        </Link>
      ) : null}
      {mayRemove ? (
        <Button small look="danger" onClick={() => setAsks(true)}>
          {words.connections.remove}
        </Button>
      ) : null}
      <Dialog open={asks} onClose={() => setAsks(false)} title={words.connections.removeTitle(provider.provider)}>
        <Remove provider={provider.provider} onDone={() => setAsks(false)} />
      </Dialog>
    </>
  );
}

function Remove({ provider, onDone }: { readonly provider: string; readonly onDone: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const removing = useMutation({
    mutationFn: () => client.providers.remove({ provider }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['providers'] });
      say(words.connections.removed(provider));
      onDone();
    },
  });
  return (
    <div className="grid grid-cols-1 gap-4">
      <p>{words.connections.removeLead}</p>
      {removing.error ? <Problem error={removing.error} /> : null}
      <Button look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
        {words.connections.remove}
      </Button>
    </div>
  );
}
