import type { OperationName } from '@buttdial/client';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { client } from '../data/client.ts';
import { useWords } from '../languages/language.tsx';
import { Button } from './button.tsx';
import { saveFile } from './csv.ts';
import { explain } from './problem.tsx';
import { say } from './toasts.tsx';

interface ExportProps {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
  /** Name of the file. */
  readonly file: string;
  readonly disabled?: boolean;
}

/** The whole list as a table, not only what is on the page: the server sends it page by page. */
export function ExportButton({ operation, input, file, disabled = false }: ExportProps) {
  const words = useWords();
  const exporting = useMutation({
    mutationFn: async () => new Response(await client.csv(operation, input)).blob(),
    onSuccess: blob => saveFile(file, blob),
    onError: error => {
      const { message, remedy = '' } = explain(error, words);
      say(message, { description: remedy });
    },
  });
  return (
    <Button small disabled={disabled || exporting.isPending} onClick={() => exporting.mutate()}>
      <Download size={15} aria-hidden="true" />
      {exporting.isPending ? words.common.exporting : words.common.export}
    </Button>
  );
}
