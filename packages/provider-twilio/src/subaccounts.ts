import type { Subaccounts } from '@buttdial/core';
import type { Api } from './api.ts';

/** Accounts below the configured one. Each has an Auth Token of its own, which signs the webhooks of what it rents. */
export function createSubaccounts(api: Api): Subaccounts {
  return {
    async open(name, call) {
      const { answer } = await api.ask(call, client => client.api.v2010.accounts.create({ friendlyName: name }));
      return api.receipt(answer);
    },
    async close(vendorId, call) {
      const { answer } = await api.ask(call, client =>
        client.api.v2010.accounts(vendorId).update({ status: 'closed' }),
      );
      return api.receipt(answer, vendorId);
    },
    async list(name, call) {
      const asked = await api.ask(call, client =>
        client.api.v2010.accounts.list({ friendlyName: name, status: 'active', limit: 1000, pageSize: 1000 }),
      );
      return api.expect(asked).map(({ sid, authToken, friendlyName }) => ({
        vendorId: sid,
        name: friendlyName,
        credentials: { accountSid: sid, authToken },
      }));
    },
  };
}
