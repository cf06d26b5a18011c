import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { client } from '../../data/client.ts';
import type { ContactDetail } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { saveFile } from '../../ui/csv.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { explain, Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';
import { RecordConsent } from './record-consent.tsx';

type Open = 'record' | 'revoke' | 'erase' | undefined;

interface PartProps {
  readonly contact: ContactDetail;
  readonly onDone: () => void;
}

/** What a person may ask the organization for, and what the organization may write down. */
export function ContactActions({ contact }: { readonly contact: ContactDetail }) {
  const words = useWords();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const may = {
    record: useMay('consent.record'),
    revoke: useMay('consent.revoke') && contact.status !== 'opted-out',
    export: useMay('privacy.export'),
    erase: useMay('privacy.erase'),
  };
  return (
    <div className="mt-6 flex flex-wrap items-center gap-2 rounded-lg border border-line border-dashed p-4">
      {may.record ? <Button onClick={() => setOpen('record')}>{words.contacts.record}</Button> : null}
      {may.revoke ? <Button onClick={() => setOpen('revoke')}>{words.contacts.revoke}</Button> : null}
      {may.export ? <ExportAll address={contact.address} /> : null}
      <span className="flex-1" />
      {may.erase ? (
        <Button look="danger" onClick={() => setOpen('erase')}>
          {words.contacts.erase}
        </Button>
      ) : null}
      <Dialog open={open === 'record'} onClose={close} title={words.contacts.record}>
        <RecordConsent contact={contact} onDone={close} />
      </Dialog>
      <Dialog open={open === 'revoke'} onClose={close} title={words.contacts.revoke}>
        <Revoke contact={contact} onDone={close} />
      </Dialog>
      <Dialog open={open === 'erase'} onClose={close} title={words.contacts.erase}>
        <Erase contact={contact} onDone={close} />
      </Dialog>
    </div>
  );
}

function ExportAll({ address }: { readonly address: string }) {
  const words = useWords();
  const exporting = useMutation({
    mutationFn: () => client.privacy.export({ address }),
    onSuccess: found => {
      const content = JSON.stringify(found, undefined, 2);
      saveFile('contact.json', new Blob([content], { type: 'application/json' }));
    },
    onError: error => {
      const { message, remedy = '' } = explain(error, words);
      say(message, { description: remedy });
    },
  });
  return (
    <Button disabled={exporting.isPending} onClick={() => exporting.mutate()}>
      {words.contacts.exportAll}
    </Button>
  );
}

function Revoke({ contact, onDone }: PartProps) {
  const words = useWords();
  const queries = useQueryClient();
  const { address, channel } = contact;
  const revoking = useMutation({
    mutationFn: () => client.consent.revoke({ contactAddress: address, channel }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['contacts'] });
      say(words.contacts.revoked);
      onDone();
    },
  });
  return (
    <div className="grid grid-cols-1 gap-4">
      <p>{words.contacts.revokeLead}</p>
      {revoking.error ? <Problem error={revoking.error} /> : null}
      <Button look="danger" disabled={revoking.isPending} onClick={() => revoking.mutate()}>
        {words.contacts.revokeDo}
      </Button>
    </div>
  );
}

function Erase({ contact, onDone }: PartProps) {
  const words = useWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const { address } = contact;
  const erasing = useMutation({
    mutationFn: () => client.privacy.erase({ address }),
    onSuccess: ({ erased, underWay }) => {
      const count = erased.messages + erased.inbox + erased.consent;
      say(words.contacts.erased(count), underWay > 0 ? { description: words.contacts.underWay } : {});
      onDone();
      queries.removeQueries({ queryKey: ['contacts', 'one', contact.id] });
      void queries.invalidateQueries();
      void navigate({ to: '/contacts' });
    },
  });
  return (
    <Confirm typed={typed} wanted={address} busy={erasing.isPending} onConfirm={() => erasing.mutate()}>
      <p>{words.contacts.eraseLead}</p>
      <Field label={words.contacts.eraseConfirm(address)}>
        {ids => (
          <TextInput
            {...ids}
            dir="ltr"
            autoComplete="off"
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
        )}
      </Field>
      {erasing.error ? <Problem error={erasing.error} /> : null}
    </Confirm>
  );
}

interface ConfirmProps {
  readonly typed: string;
  readonly wanted: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

function Confirm({ typed, wanted, busy, onConfirm, children }: ConfirmProps) {
  const words = useWords();
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={event => {
        event.preventDefault();
        if (typed === wanted && !busy) onConfirm();
      }}
    >
      {children}
      <Button type="submit" look="danger" disabled={typed !== wanted || busy}>
        {words.contacts.eraseDo}
      </Button>
    </form>
  );
}
