import type { NumberHooks, Numbers, PhoneNumber } from '@buttdial/core';
import type { Api } from './api.ts';

type Query = Parameters<Numbers['search']>[0];

export function createNumbers(api: Api): Numbers {
  return {
    async search(query, call) {
      const found: PhoneNumber[] = [];
      // Some countries sell text numbers only as mobile ones.
      for (const kind of ['local', 'mobile'] as const) {
        if (found.length >= query.limit) break;
        const filter = { ...filterOf(query), limit: query.limit - found.length };
        const asked = await api.ask(call, async client => {
          const onSale = client.availablePhoneNumbers(query.country);
          const listed = kind === 'local' ? await onSale.local.list(filter) : await onSale.mobile.list(filter);
          return listed.map(
            (one): PhoneNumber => ({
              number: one.phoneNumber,
              country: one.isoCountry,
              capabilities: capabilitiesOf(one.capabilities),
              label: one.friendlyName,
            }),
          );
        });
        // 404: the country does not sell this kind.
        if (asked.answer.outcome === 'answered' && asked.answer.status === 404) continue;
        found.push(...api.expect(asked));
      }
      return found;
    },
    async rent(number, hooks, call) {
      const { answer } = await api.ask(call, client =>
        client.incomingPhoneNumbers.create({ phoneNumber: number, ...hooksOf(hooks) }),
      );
      return api.receipt(answer);
    },
    async point(vendorId, hooks, call) {
      const { answer } = await api.ask(call, client => client.incomingPhoneNumbers(vendorId).update(hooksOf(hooks)));
      return api.receipt(answer);
    },
    async release(vendorId, call) {
      const { answer } = await api.ask(call, client => client.incomingPhoneNumbers(vendorId).remove());
      return api.receipt(answer, vendorId);
    },
    async list(call) {
      const { parsePhoneNumberFromString: parse } = await import('libphonenumber-js/min');
      // Twilio lists rented numbers without their country. Where several share a code, the first has most of it; ZZ is ISO's own word for none.
      const countryOf = (number: string) => parse(number)?.country ?? parse(number)?.getPossibleCountries()[0] ?? 'ZZ';
      const asked = await api.ask(call, client => client.incomingPhoneNumbers.list({ limit: 1000, pageSize: 1000 }));
      return api.expect(asked).map(one => ({
        number: one.phoneNumber,
        country: countryOf(one.phoneNumber),
        capabilities: capabilitiesOf(one.capabilities),
        vendorId: one.sid,
        label: one.friendlyName,
      }));
    },
  };
}

function filterOf({ capabilities, areaCode, limit }: Query) {
  return {
    ...(capabilities.includes('sms') ? { smsEnabled: true } : {}),
    ...(capabilities.includes('voice') ? { voiceEnabled: true } : {}),
    ...(areaCode === undefined ? {} : { areaCode: Number(areaCode) }),
    pageSize: Math.min(limit, 1000),
  };
}

function hooksOf(hooks: NumberHooks) {
  return {
    ...(hooks.sms ? { smsUrl: hooks.sms.href, smsMethod: 'POST' } : {}),
    ...(hooks.voice ? { voiceUrl: hooks.voice.href, voiceMethod: 'POST' } : {}),
    ...(hooks.status ? { statusCallback: hooks.status.href, statusCallbackMethod: 'POST' } : {}),
  };
}

/** Twilio writes the names in upper case for numbers on sale and in lower case for rented ones. */
function capabilitiesOf(flags: object): PhoneNumber['capabilities'] {
  const names = Object.entries(flags)
    .filter(([, on]) => on === true)
    .map(([name]) => name.toLowerCase());
  return (['sms', 'mms', 'voice'] as const).filter(one => names.includes(one));
}
