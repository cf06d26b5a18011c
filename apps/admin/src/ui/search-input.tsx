import { Search } from 'lucide-react';
import { classNames } from './class-names.ts';
import { TextInput } from './field.tsx';

/** Where a page is searched; `/` leads here. */
export function SearchInput({
  label,
  value,
  onChange,
  className,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}) {
  return (
    <div className={classNames('relative', className)}>
      <Search
        size={16}
        className="-translate-y-1/2 pointer-events-none absolute start-3 top-1/2 text-soft"
        aria-hidden="true"
      />
      <TextInput
        data-search
        type="search"
        aria-label={label}
        placeholder={label}
        className="ps-9"
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
}
