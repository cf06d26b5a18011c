// Generated from openapi.json by `pnpm --filter @buttdial/client generate`. Do not edit.

export interface components {
  schemas: {
    /** @description RFC 9457 problem; `error` repeats the detail for older clients. */
    readonly Problem: {
      readonly type: string;
      readonly title: string;
      readonly status: number;
      readonly detail: string;
      /** @enum {string} */
      readonly code:
        | 'invalid-input'
        | 'unauthenticated'
        | 'forbidden'
        | 'not-found'
        | 'conflict'
        | 'limit-exceeded'
        | 'refused'
        | 'too-large'
        | 'timed-out'
        | 'unavailable'
        | 'vendor-failed'
        | 'configuration'
        | 'broken-promise';
      readonly error: string;
      /** @description What to do next. */
      readonly remedy?: string;
      /** @description Path of the offending input. */
      readonly field?: string;
      /** @description Finds the request in the log of the server. */
      readonly requestId?: string;
      /** @description The rules that refused it. */
      readonly ruleIds?: readonly string[];
      readonly citations?: readonly string[];
      /**
       * Format: date-time
       * @description When the same request may succeed.
       */
      readonly nextAllowedAt?: string;
      /** @description The cap that is reached. */
      readonly limitType?: string;
      readonly current?: number;
      readonly max?: number;
      /** Format: date-time */
      readonly resetsAt?: string;
      readonly resetDescription?: string;
      readonly retryAfterMs?: number;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export interface operations {
  readonly 'public.health': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'ok';
            readonly version: string;
            /** @enum {string} */
            readonly mode: 'demo' | 'live';
          };
        };
      };
    };
  };
  readonly 'public.document': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': Record<string, never>;
        };
      };
    };
  };
  readonly 'public.guide': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/markdown': string;
        };
      };
    };
  };
  readonly 'messages.send': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The same key with the same body never sends twice. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Recipient: E.164 number (+12125550123), e-mail address, LINE user id, or the id of an agent of your organization. */
          readonly to: string;
          /**
           * @description Text of the message.
           * @default
           */
          readonly body?: string;
          /**
           * @default sms
           * @enum {string}
           */
          readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line';
          /** @description Required for email. */
          readonly subject?: string;
          /** @description HTML part of an e-mail. */
          readonly html?: string;
          /** @description WhatsApp template (Twilio ContentSid), needed outside the 24-hour window. */
          readonly templateId?: string;
          readonly templateVars?: {
            readonly [key: string]: string;
          };
          /** @description Public https URLs of attachments. */
          readonly mediaUrls?: readonly string[];
          /**
           * @description Law and limits differ by it.
           * @default informational
           * @enum {string}
           */
          readonly purpose?: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
          /**
           * Format: date-time
           * @description Send later: ISO 8601 with offset, at most 30 days ahead.
           */
          readonly sendAt?: string;
          /**
           * @default male
           * @enum {string}
           */
          readonly targetGender?: 'male' | 'female' | 'unknown';
          /** @description The same key with the same content never sends twice. */
          readonly idempotencyKey?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            /** @description Ask for its state with messages.get. */
            readonly id: string;
            /** @description The vendor's id; null while it is not with the vendor. */
            readonly externalId: string | null;
            /** @description The same as externalId, for older clients. */
            readonly messageId: string | null;
            /** @enum {string} */
            readonly status: 'sent' | 'queued' | 'deferred' | 'unknown';
            /** @description In units of the currency; null while the vendor has not said. */
            readonly cost: number | null;
            /** @enum {string} */
            readonly channel: 'sms' | 'whatsapp' | 'email' | 'line';
            readonly from: string;
            readonly to: string;
            readonly subject?: string;
            readonly genderContext: {
              /** @enum {string} */
              readonly agentGender: 'male' | 'female' | 'neutral';
              /** @enum {string} */
              readonly targetGender: 'male' | 'female' | 'unknown';
            };
            /** @description When a queued or deferred message will go. */
            readonly sendsAt?: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'messages.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly id: string;
            readonly agentId: string;
            readonly channel: string;
            /** @enum {string} */
            readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
            readonly from: string;
            readonly to: string;
            /** @enum {string} */
            readonly status:
              | 'queued'
              | 'sending'
              | 'sent'
              | 'delivered'
              | 'failed'
              | 'unknown'
              | 'deferred'
              | 'refused';
            readonly attempts: number;
            readonly externalId: string | null;
            readonly messageId: string | null;
            /** @description In units of the currency; null while the vendor has not said. */
            readonly cost: number | null;
            readonly createdAt: string;
            readonly updatedAt: string;
            readonly dueAt: string;
            /** @description Why it failed, was refused or waits. */
            readonly reason?: string;
            readonly ruleIds?: readonly string[];
            readonly citations?: readonly string[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'messages.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line';
        readonly limit?: number;
        /** @description Id that the last page ended with. */
        readonly before?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly messages: readonly {
              readonly id: string;
              readonly agentId: string;
              readonly channel: string;
              /** @enum {string} */
              readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
              readonly from: string;
              readonly to: string;
              /** @enum {string} */
              readonly status:
                | 'queued'
                | 'sending'
                | 'sent'
                | 'delivered'
                | 'failed'
                | 'unknown'
                | 'deferred'
                | 'refused';
              readonly attempts: number;
              readonly externalId: string | null;
              readonly messageId: string | null;
              /** @description In units of the currency; null while the vendor has not said. */
              readonly cost: number | null;
              readonly createdAt: string;
              readonly updatedAt: string;
              readonly dueAt: string;
              /** @description Why it failed, was refused or waits. */
              readonly reason?: string;
              readonly ruleIds?: readonly string[];
              readonly citations?: readonly string[];
            }[];
            readonly count: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'inbox.fetch': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
        readonly limit?: number;
        /** @description Wait up to this long for a first message. */
        readonly waitSeconds?: number;
        /** @description on_fetch acknowledges at once; a message is lost if you crash before reading it. */
        readonly ack?: 'explicit' | 'on_fetch';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly messages: readonly {
              readonly id: string;
              readonly agentId: string;
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              /** @constant */
              readonly direction: 'inbound';
              /** @constant */
              readonly reason: 'waiting';
              /** @constant */
              readonly untrusted: true;
              readonly from: string;
              readonly to: string;
              readonly body: string;
              readonly subject?: string;
              readonly html?: string;
              readonly mediaUrl: string | null;
              readonly attachments: readonly {
                readonly url?: string;
                readonly name?: string;
                readonly contentType?: string;
              }[];
              readonly originalRequest: null;
              readonly errorDetails: null;
              readonly externalId: string;
              readonly createdAt: string;
              /** @description How often it was handed out, this time included; more than 1 means you may have seen it. */
              readonly deliveries: number;
            }[];
            readonly count: number;
            readonly acknowledged: number;
            /** @description Acknowledge within this time. */
            readonly leaseSeconds?: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'inbox.ack': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          readonly ids: readonly string[];
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly acknowledged: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agents: readonly {
              readonly agentId: string;
              readonly displayName: string;
              readonly status: string;
              readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
              readonly createdAt: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.provision': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Made up when left out. */
          readonly agentId?: string;
          readonly displayName: string;
          readonly capabilities:
            | {
                /** @default false */
                readonly phone?: boolean;
                /** @default false */
                readonly whatsapp?: boolean;
                /** @default false */
                readonly email?: boolean;
                /** @default false */
                readonly voiceAi?: boolean;
              }
            | readonly ('sms' | 'phone' | 'voice' | 'voiceAi' | 'email' | 'whatsapp')[];
          readonly greeting?: string;
          readonly systemPrompt?: string;
          /** @default US */
          readonly country?: string;
          readonly emailDomain?: string;
          /** @description Where inbound messages are posted, signed. */
          readonly callbackUrl?: string;
          /**
           * @default male
           * @enum {string}
           */
          readonly agentGender?: 'male' | 'female' | 'neutral';
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly displayName: string;
            readonly agentGender: string;
            readonly securityToken: string;
            readonly channels: {
              readonly phone: {
                readonly number: string;
                readonly status: string;
              } | null;
              readonly whatsapp: {
                readonly number: string | null;
                readonly senderSid: string | null;
                readonly status: string;
              } | null;
              readonly email: {
                readonly address: string;
                readonly status: string;
              } | null;
              readonly voiceAi: {
                readonly status: string;
                readonly usesPhoneNumber: string | null;
              } | null;
            };
            readonly pool: {
              readonly slotsRemaining: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.deprovision': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @default true */
          readonly releaseNumber?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            /** @constant */
            readonly status: 'deprovisioned';
            readonly numberReleased: boolean;
            readonly whatsappReturned: boolean;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.status': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId: string;
            readonly displayName: string;
            readonly status: string;
            readonly provisionedAt: string;
            readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
            readonly channels: {
              readonly phone: {
                readonly number: string;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly whatsapp: {
                readonly senderSid: string | null;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly email: {
                readonly address: string;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly voiceAi: {
                readonly voiceId: string | null;
                readonly status: string;
              } | null;
            };
            readonly lines: readonly {
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              readonly address: string;
              readonly status: string;
              readonly waiting: number;
            }[];
            readonly pool: {
              readonly maxAgents: number;
              readonly activeAgents: number;
              readonly slotsRemaining: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'callbacks.secret': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly secret: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.list': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly tokens: readonly {
              readonly id: string;
              readonly label: string;
              readonly kind: string;
              readonly createdAt: string;
              readonly lastUsedAt: string | null;
              readonly expiresAt: string | null;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.rotate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @default rotated */
          readonly label?: string;
          readonly expiresInDays?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly token: string;
            readonly tokenId: string;
            readonly revokedCount: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.revoke': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly tokenId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'limits.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId: string;
            readonly currentLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
            readonly used: {
              readonly actionsLastMinute: number;
              readonly actionsLastHour: number;
              readonly actionsToday: number;
              readonly actionsThisMonth: number;
              readonly spendToday: number;
              readonly spendThisMonth: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'limits.set': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          readonly limits: {
            /** @description Actions in any 60 seconds; null lifts the cap. */
            readonly maxActionsPerMinute?: number | null;
            /** @description Actions in any 60 minutes; null lifts the cap. */
            readonly maxActionsPerHour?: number | null;
            /** @description Actions in a UTC day; null lifts the cap. */
            readonly maxActionsPerDay?: number | null;
            /** @description Actions in a UTC month; null lifts the cap. */
            readonly maxActionsPerMonth?: number | null;
            /** @description Spend in a UTC day, in USD; null lifts the cap. */
            readonly maxSpendPerDay?: number | null;
            /** @description Spend in a UTC month, in USD; null lifts the cap. */
            readonly maxSpendPerMonth?: number | null;
            /** @description Calls to one number in a UTC day; null lifts the cap. */
            readonly maxCallsPerDaySameNumber?: number | null;
          };
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly currentLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'usage.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        readonly period?: 'today' | 'week' | 'month' | 'all';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId: string;
            readonly period: string;
            readonly actions: {
              readonly [key: string]: number;
            };
            readonly totalActions: number;
            readonly costsByChannel: {
              readonly [key: string]: number;
            };
            readonly totalCost: number;
            readonly currentUsage: {
              readonly actionsToday: number;
              readonly actionsLimit: number | null;
              readonly spendToday: number;
              readonly spendDayLimit: number | null;
              readonly spendMonth: number;
              readonly spendMonthLimit: number | null;
            };
            readonly limits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly ping: {
    readonly parameters: {
      readonly query?: {
        readonly message?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly status: 'ok';
            readonly server: string;
            readonly version: string;
            readonly echo: string | null;
            readonly pool: {
              readonly maxAgents: number;
              readonly activeAgents: number;
              readonly slotsRemaining: number;
            } | null;
            readonly providers: {
              readonly [key: string]: string;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}

/** How each operation is called: where, whether it only reads, whether an idempotency key makes it safe to repeat. */
export const routes = {
  'messages.send': { method: 'POST', path: '/send-message', readOnly: false, takesKey: true },
  'messages.get': { method: 'GET', path: '/messages/{id}', readOnly: true, takesKey: false },
  'messages.list': { method: 'GET', path: '/messages', readOnly: true, takesKey: false },
  'inbox.fetch': { method: 'GET', path: '/waiting-messages', readOnly: false, takesKey: false },
  'inbox.ack': { method: 'POST', path: '/waiting-messages/ack', readOnly: false, takesKey: false },
  'agents.list': { method: 'GET', path: '/agents', readOnly: true, takesKey: false },
  'agents.provision': { method: 'POST', path: '/provision', readOnly: false, takesKey: false },
  'agents.deprovision': { method: 'POST', path: '/deprovision', readOnly: false, takesKey: false },
  'agents.status': { method: 'GET', path: '/channel-status', readOnly: true, takesKey: false },
  'callbacks.secret': { method: 'GET', path: '/callback-secret', readOnly: true, takesKey: false },
  'tokens.list': { method: 'GET', path: '/agents/{agentId}/tokens', readOnly: true, takesKey: false },
  'tokens.rotate': { method: 'POST', path: '/agents/{agentId}/regenerate-token', readOnly: false, takesKey: false },
  'tokens.revoke': { method: 'DELETE', path: '/tokens/{tokenId}', readOnly: false, takesKey: false },
  'limits.get': { method: 'GET', path: '/agent-limits', readOnly: true, takesKey: false },
  'limits.set': { method: 'POST', path: '/agent-limits', readOnly: false, takesKey: false },
  'usage.get': { method: 'GET', path: '/usage', readOnly: true, takesKey: false },
  ping: { method: 'GET', path: '/ping', readOnly: true, takesKey: false },
} as const;
