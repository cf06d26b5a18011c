import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { encode } from 'uqr';
import { callAuth } from '../../data/client.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';
import { CodeField } from '../entry/entry-card.tsx';

/** A new key for an authenticator app. It counts once a code of it was typed. */
export interface TotpSecret {
  readonly uri: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

/** Key, code, backup codes: the three steps of setting up an app. */
export function TotpSetup({ made, onDone }: { readonly made: TotpSecret; readonly onDone: () => void }) {
  const words = useWords();
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => callAuth('POST', '/totp/confirm', { code }),
    onSuccess: () => say(words.security.totpDone),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirming.mutate();
  };
  if (confirming.isSuccess)
    return (
      <div className="grid gap-4">
        <BackupCodes codes={made.backupCodes} />
        <Button look="primary" onClick={onDone}>
          {words.security.go}
        </Button>
      </div>
    );
  return (
    <form onSubmit={submit} className="grid gap-4">
      <p>{words.security.totpScan}</p>
      <QrCode text={made.uri} label={words.security.totpQr} />
      <div>
        <p className="mb-1 font-medium text-sm">{words.security.totpKey}</p>
        <Snippet text={made.secret} />
      </div>
      <CodeField label={words.security.totpCode} value={code} onChange={setCode} />
      {confirming.error ? <Problem error={confirming.error} /> : null}
      <Button type="submit" look="primary" disabled={confirming.isPending}>
        {words.security.totpConfirm}
      </Button>
    </form>
  );
}

/** The codes that open once each when the app is lost. */
export function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  const words = useWords();
  return (
    <div className="grid gap-3">
      <p role="status">{words.security.backupLead}</p>
      <Snippet text={codes.join('\n')} />
    </div>
  );
}

// Black on white in both themes: cameras expect it.
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size: width } = encode(text, { border: 2 });
    const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
    return { size: width, path: squares.join('') };
  }, [text]);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className="size-44 rounded-md bg-white">
      <path d={path} fill="black" shapeRendering="crispEdges" />
    </svg>
  );
}
