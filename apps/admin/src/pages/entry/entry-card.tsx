import type { ReactNode } from 'react';
import { useWords } from '../../languages/language.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Logo } from '../../ui/logo.tsx';

/** The room in front of the pages: one card, and the dial of the mark as large as the room. */
export function EntryCard({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden p-5">
      <Dial />
      <div className="relative grid w-full max-w-md animate-arrive gap-6 rounded-xl border border-line bg-surface p-7 shadow-float sm:p-9">
        <header>
          <div className="mb-5 flex items-center gap-3 font-bold font-display text-xl">
            <Logo size={44} />
            Butt-Dial
          </div>
          <h1 className="font-bold text-2xl">{title}</h1>
          <p className="mt-1 text-pretty text-soft">{lead}</p>
        </header>
        {children}
      </div>
    </main>
  );
}

/** A line with a word in the middle. */
export function Or({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-center gap-3 text-soft text-sm">
      <span className="h-px flex-1 bg-line" />
      {children}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

/** A link in the text of a card. */
export function TextLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <a href={to} className="font-medium underline decoration-edge underline-offset-4 hover:decoration-ink">
      {children}
    </a>
  );
}

/** An e-mail address, as its owner types it. */
export function EmailField({
  value,
  onChange,
  fixed = false,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fixed?: boolean;
}) {
  const words = useWords();
  return (
    <Field label={words.entry.email}>
      {ids => (
        <TextInput
          {...ids}
          type="email"
          autoComplete="username"
          dir="ltr"
          required
          readOnly={fixed}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A password: one that is known, or one that is being chosen. */
export function PasswordField({
  label,
  value,
  onChange,
  isNew = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isNew?: boolean;
}) {
  const words = useWords();
  return (
    <Field label={label} hint={isNew ? words.security.nextHint : undefined}>
      {ids => (
        <TextInput
          {...ids}
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          dir="ltr"
          required
          minLength={isNew ? 8 : 1}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A code from a mail or an app. Telephones offer the one that just came. */
export function CodeField({
  label,
  value,
  onChange,
  digits = true,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly digits?: boolean;
}) {
  const words = useWords();
  return (
    <Field label={label} hint={digits ? words.entry.codeHint : undefined}>
      {ids => (
        <TextInput
          {...ids}
          className="font-mono text-lg tracking-widest"
          inputMode={digits ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          dir="ltr"
          required
          value={value}
          onChange={event => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  );
}

// The dial of the mark, as large as the room.
function Dial() {
  const holes = Array.from({ length: 10 }, (_, index) => (index * 30 - 150) * (Math.PI / 180));
  return (
    <svg
      aria-hidden="true"
      viewBox="-100 -100 200 200"
      className="-end-[22vmin] -bottom-[30vmin] pointer-events-none absolute size-[110vmin]"
    >
      <circle r="98" className="fill-page" />
      {holes.map(angle => (
        <circle key={angle} cx={Math.cos(angle) * 72} cy={Math.sin(angle) * 72} r="15" className="fill-paper" />
      ))}
      <circle r="38" className="fill-paper opacity-90" />
    </svg>
  );
}
