import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type SetupVendor, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Next, type StepProps } from './step-parts.tsx';

/** Whose accounts are used. What is ticked is kept at once. */
export function VendorsStep({ view, onNext }: StepProps) {
  const words = useWords();
  const queries = useQueryClient();
  // Ticks come faster than answers: what is ticked here is what is meant.
  const [chosen, setChosen] = useState(() => view.vendors.filter(each => each.isChosen).map(each => each.name));
  const choosing = useMutation({
    scope: { id: 'vendors' },
    mutationFn: (names: readonly string[]) => setup.chooseVendors(names),
    onSuccess: next => queries.setQueryData(setupQuery.queryKey, next),
  });
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter(each => each !== name) : [...chosen, name];
    setChosen(next);
    choosing.mutate(next);
  };
  return (
    <>
      <fieldset className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <legend className="sr-only">{words.setup.steps.vendors}</legend>
        {view.vendors.map(vendor => (
          <VendorCard
            key={vendor.name}
            vendor={{ ...vendor, isChosen: chosen.includes(vendor.name) }}
            onToggle={() => toggle(vendor.name)}
          />
        ))}
      </fieldset>
      {choosing.error ? <Problem error={choosing.error} /> : null}
      <Next onNext={onNext} disabled={chosen.length === 0 || choosing.isPending}>
        {chosen.length === 0 ? <span className="text-soft text-sm">{words.setup.noVendor}</span> : null}
      </Next>
    </>
  );
}

function VendorCard({ vendor, onToggle }: { readonly vendor: SetupVendor; readonly onToggle: () => void }) {
  const words = useWords();
  const brings = vendor.slots.map(slot => words.setup.slots[slot]).join(' · ');
  return (
    <label
      className={classNames(
        'flex cursor-pointer items-start gap-3 rounded-lg border bg-surface p-4 shadow-lift transition has-focus-visible:outline-2 has-focus-visible:outline-ink has-focus-visible:outline-offset-2',
        vendor.isChosen ? 'border-ink' : 'border-line hover:border-edge',
      )}
    >
      <input
        type="checkbox"
        checked={vendor.isChosen}
        onChange={onToggle}
        className="mt-1 size-4.5 shrink-0 accent-page-deep outline-none"
      />
      <span className="min-w-0">
        <span className="block font-display font-semibold text-lg">{vendorTitle(vendor.name)}</span>
        <span className="block text-soft text-sm">{brings || words.setup.otherSlot}</span>
      </span>
    </label>
  );
}

const titles: Readonly<Record<string, string>> = {
  line: 'LINE',
  openai: 'OpenAI',
  elevenlabs: 'ElevenLabs',
  s3: 'S3',
  smtp: 'SMTP',
  greenapi: 'GreenAPI',
  'edge-tts': 'Edge TTS',
};

/** A vendor as people write it. */
export function vendorTitle(name: string): string {
  return titles[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
