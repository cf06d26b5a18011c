import type { operations, routes } from './generated.ts';

/** The name of an operation, `room.verb`: the same here, in the OpenAPI document and, with underscores, in MCP. */
export type OperationName = keyof typeof routes & keyof operations;

type BodyOf<Name extends OperationName> = operations[Name] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : unknown;
type ParametersOf<Name extends OperationName, Place extends 'path' | 'query'> = operations[Name] extends {
  readonly parameters: { readonly [Where in Place]?: infer Parameters };
}
  ? [Parameters] extends [never]
    ? unknown
    : NonNullable<Parameters>
  : unknown;
type Flat<Shape> = { [Field in keyof Shape]: Shape[Field] };

/** What an operation takes, wherever the fields travel: `Input<'messages.send'>`. */
export type Input<Name extends OperationName> = Flat<
  BodyOf<Name> & ParametersOf<Name, 'path'> & ParametersOf<Name, 'query'>
>;

/** What an operation answers: `Output<'messages.send'>`. */
export type Output<Name extends OperationName> = operations[Name]['responses'][200]['content']['application/json'];

/** What one call may say besides its input. */
export interface CallOptions {
  /** Gives up; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take; the client's own unless told. Waiting that was asked for comes on top. */
  readonly timeoutMs?: number;
  /** For sends: the same key with the same input never sends twice. Made up when left out. */
  readonly idempotencyKey?: string;
}

/** One operation as a function. The input may be left out where nothing in it is required. */
export type Method<Name extends OperationName> =
  Record<never, never> extends Input<Name>
    ? (input?: Input<Name>, options?: CallOptions) => Promise<Output<Name>>
    : (input: Input<Name>, options?: CallOptions) => Promise<Output<Name>>;

type Room<Name> = Name extends `${infer First}.${string}` ? First : never;
type Verb<Name, First extends string> = Name extends `${First}.${infer Rest}` ? Rest : never;

/** Every operation, `client.room.verb(input, options)`; one without a room is a function of the client itself. */
export type Operations = {
  readonly [First in Room<OperationName>]: {
    readonly [Name in OperationName as Verb<Name, First>]: Method<Name>;
  };
} & { readonly [Name in OperationName as Name extends `${string}.${string}` ? never : Name]: Method<Name> };
