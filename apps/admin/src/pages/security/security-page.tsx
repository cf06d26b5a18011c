import { KeyRound } from 'lucide-react';
import { useEntrance, useSigning } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Card, Empty, PageHead, Section } from '../../ui/surface.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { Passkeys } from './passkeys.tsx';
import { ChangePassword } from './password.tsx';
import { SecondFactorChoice } from './second-factor-choice.tsx';

/** How somebody signs in, and where they are signed in. */
export function SecurityPage() {
  const words = useWords();
  const { session } = useEntrance();
  if (!session?.person)
    return (
      <>
        <PageHead title={words.security.title} lead={words.security.lead} />
        <Card>
          <Empty icon={<KeyRound size={20} />} title={words.security.tokenOnly} lead={words.security.tokenOnlyLead} />
        </Card>
      </>
    );
  return (
    <>
      <PageHead title={words.security.title} lead={words.security.lead} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Section title={words.security.second} lead={words.security.secondLead}>
          <SecondFactorChoice isOn={session.person.secondFactor} />
        </Section>
        <Section title={words.security.passkeys} lead={words.security.passkeysLead}>
          <Passkeys />
        </Section>
        <Section title={words.security.password}>
          <ChangePassword />
        </Section>
        <Section title={words.security.sessions}>
          <OwnSessions />
        </Section>
        {(session.organizations?.length ?? 0) > 1 ? (
          <Section title={words.security.organizations} lead={words.security.organizationsLead}>
            <Organizations />
          </Section>
        ) : null}
      </div>
    </>
  );
}

function Organizations() {
  const words = useWords();
  const { session } = useEntrance();
  const { chooseOrganization } = useSigning();
  return (
    <Field label={words.settings.organization}>
      {ids => (
        <Select
          {...ids}
          value={session?.organizationId}
          onChange={event => void chooseOrganization(event.target.value)}
        >
          {session?.organizations?.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {name} ({words.people.roles[role]})
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
