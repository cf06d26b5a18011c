import type { FaultTable } from '@buttdial/core/adapter';

/** Telnyx's error codes, of requests and of delivery reports. Source: "API errors" and "Messaging error codes" of its documentation. */
export const telnyxFaults: FaultTable = {
  // General
  10001: ['invalid', 'The phone number is not active.'],
  10002: ['invalid', 'The phone number is not valid.'],
  10003: ['invalid', 'A URL is not valid.'],
  10004: ['invalid', 'Telnyx misses a field of the request.'],
  10005: ['invalid', 'Telnyx knows no such resource.'],
  10006: ['invalid', 'An id is not valid.'],
  10007: ['unavailable', 'Telnyx reports an internal error.'],
  10008: ['unavailable', 'Telnyx did not answer in time.'],
  10009: ['credentials', 'Telnyx does not accept the API key.'],
  10010: ['credentials', 'The API key does not allow this at Telnyx.'],
  10011: ['rate-limited', 'Telnyx asks to slow down.'],
  10015: ['invalid', 'Telnyx finds the request invalid.'],
  10016: ['invalid', 'The phone number is not in E.164.'],
  20100: ['out-of-funds', 'The Telnyx account is out of funds.'],

  // Delivery of messages
  40001: ['unreachable', 'The number is a landline or cannot be reached.'],
  40002: ['blocked', 'The message was taken for spam.'],
  40003: ['blocked', "The recipient's carrier blocks the sender."],
  40004: ['unreachable', 'The recipient or its carrier rejected the message.'],
  40005: ['unreachable', 'The message was not delivered in its time.'],
  40006: ['unreachable', "The recipient's carrier cannot be reached."],
  40008: ['unreachable', 'The carrier did not deliver the message.'],
  40009: ['invalid', 'The content of the message is not valid.'],
  40010: ['blocked', 'The sender is not registered for US A2P 10DLC.'],
  40011: ['rate-limited', 'The rate that carriers allow is used up.'],
  40012: ['invalid', 'The content was rejected by the carrier.'],
  40300: ['opted-out', 'The recipient has opted out of messages from this sender.'],
  40301: ['invalid', 'This kind of message is not carried between these numbers.'],
  40305: ['invalid', 'The sender is not a number of this account.'],
  40310: ['invalid', 'The recipient is not a valid phone number.'],
  40318: ['rate-limited', 'The queue of this sender at Telnyx is full.'],
  40333: ['out-of-funds', 'The spending limit of the messaging profile is reached.'],

  // Calls
  90015: ['invalid', 'Telnyx knows no such call.'],
  90018: ['invalid', 'The call is not under way any more.'],
};
