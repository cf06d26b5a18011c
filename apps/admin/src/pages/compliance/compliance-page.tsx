import { getRouteApi } from '@tanstack/react-router';
import { useWords } from '../../languages/language.tsx';
import { Segments } from '../../ui/field.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { AskPanel } from './ask-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';

const route = getRouteApi('/compliance');

/** The rules in force, and what they say about one message. */
export function CompliancePage() {
  const words = useWords();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead
        title={words.compliance.title}
        lead={words.compliance.lead}
        actions={
          <Segments
            label={words.compliance.title}
            value={tab ?? 'rules'}
            onChange={next => void navigate({ search: next === 'ask' ? { tab: 'ask' } : {} })}
            options={[
              { value: 'rules', label: words.compliance.tabRules },
              { value: 'ask', label: words.compliance.tabAsk },
            ]}
          />
        }
      />
      {tab === 'ask' ? <AskPanel /> : <RulesPanel />}
    </>
  );
}
