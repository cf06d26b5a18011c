import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Eye, Wand } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { client } from '../data/client.ts';
import { organizationQuery, pingQuery } from '../data/queries.ts';
import { type Session, useEntrance, useMay, useSigning } from '../data/session.ts';
import { languageTags, useLanguage, useWords } from '../languages/language.tsx';
import { type ThemeChoice, useTheme } from '../theme.ts';
import { Address } from '../ui/address.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Field, Segments, Select } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { PageHead, Section } from '../ui/surface.tsx';
import { Time } from '../ui/time.tsx';

/** For this browser, and about this installation. */
export function SettingsPage() {
  const words = useWords();
  const { session, mode } = useEntrance();
  const mayReveal = useMay('callbacks.secret');
  return (
    <>
      <PageHead title={words.settings.title} lead={words.settings.lead} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Section title={words.settings.look}>
          <Look />
        </Section>
        {session ? (
          <Section title={words.settings.session}>
            <SessionFacts session={session} />
          </Section>
        ) : null}
        <Section title={words.settings.server}>
          <ServerFacts />
        </Section>
        {mode === 'demo' || session?.kind === 'orchestrator' ? (
          <Section title={words.setup.title} lead={mode === 'demo' ? words.setup.practiceLead : words.setup.running}>
            <Link to="/setup" className={buttonClass()}>
              <Wand size={16} aria-hidden="true" />
              {words.setup.door.practise}
            </Link>
          </Section>
        ) : null}
        {mayReveal ? (
          <Section title={words.settings.callbacks} lead={words.settings.callbacksLead}>
            <CallbackSecret />
          </Section>
        ) : null}
      </div>
    </>
  );
}

function Look() {
  const words = useWords();
  const { choice, choose } = useTheme();
  const language = useLanguage();
  const themes: readonly ThemeChoice[] = ['light', 'dark', 'system'];
  return (
    <div className="grid gap-5">
      <div className="grid justify-items-start gap-1.5">
        <p className="font-medium text-sm">{words.settings.theme}</p>
        <Segments
          label={words.settings.theme}
          value={choice}
          onChange={choose}
          options={themes.map(value => ({ value, label: words.settings[value] }))}
        />
      </div>
      <Field label={words.settings.language}>
        {ids => (
          <Select
            {...ids}
            className="w-full"
            value={language.tag}
            onChange={event => language.choose(event.target.value)}
          >
            {languageTags.map(tag => (
              <option key={tag} value={tag} lang={tag}>
                {new Intl.DisplayNames([tag], { type: 'language' }).of(tag)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Rows
        rows={[
          [
            words.settings.zone,
            <span key="zone">
              {Intl.DateTimeFormat().resolvedOptions().timeZone}{' '}
              <span className="text-soft">({words.settings.zoneHint})</span>
            </span>,
          ],
        ]}
      />
    </div>
  );
}

function SessionFacts({ session }: { readonly session: Session }) {
  const words = useWords();
  const signing = useSigning();
  const { data } = useQuery(organizationQuery);
  return (
    <div className="grid gap-4">
      <Rows
        rows={[
          [words.settings.organization, <bdi key="name">{data?.name ?? session.organizationId}</bdi>],
          [words.settings.role, <SignedInAs key="as" session={session} />],
          [words.settings.until, <Time key="until" at={session.until} look="full" />],
        ]}
      />
      <div>
        <Button onClick={() => void signing.out()}>{words.shell.signOut}</Button>
      </div>
    </div>
  );
}

function SignedInAs({ session: { kind, person } }: { readonly session: Session }) {
  const words = useWords();
  if (!person) return words.settings.roles[kind];
  return (
    <>
      <bdi>{person.name}</bdi> ({words.people.roles[person.role]})
    </>
  );
}

function ServerFacts() {
  const words = useWords();
  const { mode, version, publicUrl } = useEntrance();
  const { data } = useQuery(pingQuery);
  const copied = (text: string) => (
    <span key={text} className="flex items-center gap-1">
      <Address>{text}</Address>
      <CopyButton text={text} label={`${words.common.copy} ${text}`} />
    </span>
  );
  return (
    <Rows
      rows={[
        [words.settings.mode, words.settings.modes[mode]],
        [words.settings.version, <Address key="version">{version}</Address>],
        [words.api.rest, copied(`${publicUrl}/api/v1`)],
        [words.api.mcp, copied(`${publicUrl}/mcp`)],
        [
          words.settings.providers,
          Object.entries(data?.providers ?? {})
            .map(([slot, provider]) => `${slot}: ${provider}`)
            .join(', '),
        ],
      ]}
    />
  );
}

function CallbackSecret() {
  const words = useWords();
  const [shown, setShown] = useState(false);
  const secret = useQuery({
    queryKey: ['callback-secret'],
    queryFn: () => client.callbacks.secret(),
    enabled: shown,
    gcTime: 0,
  });
  if (secret.error) return <Problem error={secret.error} onRetry={() => void secret.refetch()} />;
  if (!secret.data)
    return (
      <Button onClick={() => setShown(true)}>
        <Eye size={16} aria-hidden="true" />
        {words.settings.reveal}
      </Button>
    );
  return (
    <p className="flex items-center gap-1" dir="ltr">
      <code className="break-all font-mono text-sm">{secret.data.secret}</code>
      <CopyButton text={secret.data.secret} />
    </p>
  );
}

function Rows({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid">
      {rows.map(([label, value]) => (
        <div
          key={label}
          className="grid items-center gap-x-4 border-line border-t py-2 first:border-t-0 sm:grid-cols-[9rem_minmax(0,1fr)]"
        >
          <dt className="text-soft">{label}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
