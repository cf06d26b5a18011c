import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { useSigning } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { say } from '../../ui/toasts.tsx';
import { AskPassword } from './ask-password.tsx';
import { BackupCodes, type TotpSecret, TotpSetup } from './totp-setup.tsx';

type Wish = 'totp' | 'mail' | 'off' | 'backup';

/** Whether something more than the password is asked for, and what. */
export function SecondFactorChoice({ isOn }: { readonly isOn: boolean }) {
  const words = useWords();
  const [wish, setWish] = useState<Wish>();
  return (
    <div className="grid justify-items-start gap-4">
      {isOn ? <StateBadge state="active" /> : <p className="text-soft">{words.security.off}</p>}
      <div className="flex flex-wrap gap-2">
        {isOn ? null : (
          <>
            <Button look="primary" onClick={() => setWish('totp')}>
              {words.security.totpOn}
            </Button>
            <Button onClick={() => setWish('mail')}>{words.security.mailOn}</Button>
          </>
        )}
        {isOn ? (
          <>
            <Button onClick={() => setWish('backup')}>{words.security.backupNew}</Button>
            <Button look="danger" onClick={() => setWish('off')}>
              {words.security.turnOff}
            </Button>
          </>
        ) : null}
      </div>
      {wish ? <WishDialog key={wish} wish={wish} onClose={() => setWish(undefined)} /> : null}
    </div>
  );
}

const paths: Readonly<Record<Wish, string>> = {
  totp: '/totp',
  mail: '/email-factor',
  off: '/totp/off',
  backup: '/totp/backup-codes',
};

function WishDialog({ wish, onClose }: { readonly wish: Wish; readonly onClose: () => void }) {
  const words = useWords();
  const { entered } = useSigning();
  const titles = {
    totp: words.security.totp,
    mail: words.security.mail,
    off: words.security.turnOff,
    backup: words.security.backup,
  };
  const asking = useMutation({
    mutationFn: (password: string) => callAuth<Partial<TotpSecret>>('POST', paths[wish], { password }),
    onSuccess: async () => {
      if (wish !== 'mail' && wish !== 'off') return;
      say(wish === 'mail' ? words.security.mailDone : words.security.turnedOff);
      onClose();
      await entered();
    },
  });
  const { uri, secret, backupCodes = [] } = asking.data ?? {};
  const done = async () => {
    onClose();
    await entered();
  };
  return (
    <Dialog open onClose={onClose} title={titles[wish]}>
      {asking.data === undefined ? (
        <AskPassword busy={asking.isPending} error={asking.error} onPassword={asking.mutate} />
      ) : wish === 'totp' && uri !== undefined && secret !== undefined ? (
        <TotpSetup made={{ uri, secret, backupCodes }} onDone={() => void done()} />
      ) : (
        <BackupCodes codes={backupCodes} />
      )}
    </Dialog>
  );
}
