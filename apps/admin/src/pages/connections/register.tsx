import { isApiError } from '@buttdial/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../../data/client.ts';
import type { ConfigSchema } from '../../data/config-schema.ts';
import { type OfferedProvider, ownProvidersQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { CredentialForm } from '../../ui/credential-form.tsx';
import { say } from '../../ui/toasts.tsx';

/** The form that a vendor's own definition describes: tried, then kept, then never shown again. */
export function Register({ provider, onDone }: { readonly provider: OfferedProvider; readonly onDone: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const { data: own } = useQuery(ownProvidersQuery);
  const registering = useMutation({
    mutationFn: (credentials: Record<string, string>) =>
      client.providers.register({ provider: provider.provider, credentials }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['providers'] });
      say(words.connections.registered(provider.provider));
      onDone();
    },
  });
  const problems = useMemo(() => problemsOf(registering.error), [registering.error]);
  const kept = own?.find(each => each.provider === provider.provider)?.fields;
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-soft">{words.connections.registerLead}</p>
      {kept ? (
        <p className="text-soft text-sm">
          {words.connections.fields}: <bdi className="font-mono text-xs">{kept.join(', ')}</bdi>
        </p>
      ) : null}
      <CredentialForm
        schema={provider.schema as ConfigSchema}
        problems={problems}
        error={registering.error ?? undefined}
        busy={registering.isPending}
        submit={words.connections.registerDo}
        onSubmit={values => registering.mutate(values)}
      />
    </div>
  );
}

// The server names the field as "credentials.authToken".
function problemsOf(error: unknown): readonly { readonly field: string; readonly message: string }[] {
  const field = isApiError(error) ? error.field?.replace(/^credentials\./, '') : undefined;
  return isApiError(error) && field && field !== 'credentials' ? [{ field, message: error.message }] : [];
}
