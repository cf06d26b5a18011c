import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { addPasskey, passkeysWork, wasClosed } from '../../data/passkeys.ts';
import { type Passkey, passkeysQuery } from '../../data/people.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';

/** The passkeys of the person. */
export function Passkeys() {
  const words = useWords();
  const passkeys = useQuery(passkeysQuery);
  if (passkeys.error) return <Problem error={passkeys.error} onRetry={() => void passkeys.refetch()} />;
  if (passkeys.isPending) return <SkeletonRows count={1} />;
  return (
    <div className="grid gap-4">
      {passkeys.data.length === 0 ? <p className="text-soft">{words.security.noPasskeys}</p> : null}
      <ul className="grid">
        {passkeys.data.map(passkey => (
          <Row key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      {passkeysWork ? <Add /> : <p className="text-soft">{words.security.unsupported}</p>}
    </div>
  );
}

function Row({ passkey }: { readonly passkey: Passkey }) {
  const words = useWords();
  const queries = useQueryClient();
  const name = passkey.name || words.security.unnamed;
  const removing = useMutation({
    mutationFn: () => callAuth('DELETE', `/passkeys/${encodeURIComponent(passkey.id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
  });
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-t py-2.5 first:border-t-0 first:pt-0">
      <KeyRound size={16} className="shrink-0 text-soft" aria-hidden="true" />
      <p className="min-w-0 flex-1 truncate font-medium">
        <bdi>{name}</bdi>
        {passkey.createdAt ? (
          <span className="ms-2 font-normal text-soft text-sm">
            <Time at={passkey.createdAt} look="ago" />
          </span>
        ) : null}
      </p>
      <Button
        small
        look="danger"
        aria-label={words.security.passkeyRemoveNamed(name)}
        disabled={removing.isPending}
        onClick={() => removing.mutate()}
      >
        {words.security.passkeyRemove}
      </Button>
      {removing.error ? <Problem error={removing.error} /> : null}
    </li>
  );
}

function Add() {
  const words = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const adding = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: async () => {
      setName('');
      say(words.security.passkeyAdded);
      await queries.invalidateQueries({ queryKey: passkeysQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={words.security.passkeyName} hint={words.security.passkeyNameHint}>
        {ids => <TextInput {...ids} maxLength={60} value={name} onChange={event => setName(event.target.value)} />}
      </Field>
      {adding.error && !wasClosed(adding.error) ? <Problem error={adding.error} /> : null}
      <div>
        <Button type="submit" disabled={adding.isPending}>
          {words.security.passkeyAdd}
        </Button>
      </div>
    </form>
  );
}
