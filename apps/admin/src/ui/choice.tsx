import { Select } from './field.tsx';

interface ChoiceProps {
  readonly label: string;
  /** What stands for no choice. */
  readonly any: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** One of a list, or no choice. */
export function Choice({ label, any, value, onChange, options }: ChoiceProps) {
  return (
    <Select
      className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-0"
      aria-label={label}
      value={value ?? ''}
      onChange={event => onChange(event.target.value)}
    >
      <option value="">{any}</option>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </Select>
  );
}
