import { z } from 'zod';
import { accessDataSchema } from './access-schema.ts';
import { doctorDataSchema } from './doctor-schema.ts';
import { envelopeSchema } from './envelope-schema.ts';
import { historyDataSchema } from './history-schema.ts';
import { hostDataSchema } from './host-schema.ts';
import { netDataSchema } from './net-schema.ts';
import { operationDataSchema, planDataSchema, runDataSchema } from './operation-schema.ts';
import { servicesDataSchema } from './services-schema.ts';
import { topDataSchema } from './top-schema.ts';
import { logsDataSchema, unitDataSchema } from './unit-schema.ts';
import { verifyDataSchema } from './verify-schema.ts';

const dataSchemas = {
	access: accessDataSchema,
	doctor: doctorDataSchema,
	history: historyDataSchema,
	host: hostDataSchema,
	logs: logsDataSchema,
	net: netDataSchema,
	operation: operationDataSchema,
	plan: planDataSchema,
	run: runDataSchema,
	services: servicesDataSchema,
	snapshot: z.object({
		host: hostDataSchema.nullable(),
		top: topDataSchema.nullable(),
		net: netDataSchema.nullable(),
		services: servicesDataSchema.nullable(),
	}),
	top: topDataSchema,
	unit: unitDataSchema,
	verify: verifyDataSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type DocumentName = keyof typeof dataSchemas;

export const documentNames = Object.keys(dataSchemas) as readonly DocumentName[];

type JsonSchema = Record<string, unknown>;

/**
 * JSON Schema (2020-12) of a whole document. What is published allows fields that it does not name, since a later program may
 * add some within a version; the strict one, for this project's own tests, does not.
 */
export function jsonSchemaOf(name: DocumentName, isStrict: boolean): JsonSchema {
	const schema = z.toJSONSchema(envelopeSchema(name, dataSchemas[name]), {
		target: 'draft-2020-12',
		override({ jsonSchema }) {
			if (!isStrict && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
		},
	});
	return schema as JsonSchema;
}
