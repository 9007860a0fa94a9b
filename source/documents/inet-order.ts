import { addressWords, type InetTable, inetField, strideOf, tcpState } from '../domain/inet-table.ts';

/**
 * The order of one table's records: waiting for peers first, then by local port and address, then by peer. Sorting 100,000
 * records takes long enough to be seen, so what was sorted before stays so, and only new records are sorted and merged in.
 */
export type InetOrder = {
	/** Indexes of the records. */
	readonly places: Int32Array;
	/** How many of the first ones wait for peers. */
	readonly listening: number;
};

type Compare = (left: number, right: number) => number;

/** Records sorted at once, and merged between two steps. */
const runLength = 1024;

/** Waiting for whoever comes: a TCP listener, or a UDP socket without a peer (`ss -l` shows both). */
export function isListening(state: number): boolean {
	return state === tcpState.listen || state === tcpState.close;
}

/**
 * @param kept records of the table that were there before, in their order of then
 * @param fresh the others, in any order
 */
export function* orderInSteps(table: InetTable, kept: Int32Array, fresh: Int32Array): Generator<void, InetOrder> {
	const compare = comparatorOf(table);
	yield* sortInSteps(fresh, compare);
	const places = new Int32Array(kept.length + fresh.length);
	yield* mergeInSteps(kept, fresh, places, compare);
	return { places, listening: countListening(table, places) };
}

/** They stand first, so the first other one is searched for by halves. */
function countListening(table: InetTable, places: Int32Array): number {
	const stride = strideOf(table.protocol);
	let low = 0;
	let high = places.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isListening(table.words[(places[middle] ?? 0) * stride + inetField.state] ?? 0)) low = middle + 1;
		else high = middle;
	}
	return low;
}

function* sortInSteps(records: Int32Array, compare: Compare): Generator<void> {
	for (let from = 0; from < records.length; from += runLength) {
		records.subarray(from, from + runLength).sort(compare);
		yield;
	}
	const spare = records.length > runLength ? new Int32Array(records.length) : records;
	for (let width = runLength; width < records.length; width *= 2) {
		for (let from = 0; from < records.length; from += 2 * width) {
			const middle = Math.min(from + width, records.length);
			const end = Math.min(from + 2 * width, records.length);
			const [left, right] = [records.subarray(from, middle), records.subarray(middle, end)];
			yield* mergeInSteps(left, right, spare.subarray(from, end), compare);
		}
		records.set(spare);
	}
}

function* mergeInSteps(left: Int32Array, right: Int32Array, target: Int32Array, compare: Compare): Generator<void> {
	const cursor = { left: 0, right: 0 };
	while (cursor.left < left.length && cursor.right < right.length) {
		mergeSome(left, right, target, compare, cursor);
		yield;
	}
	target.set(left.subarray(cursor.left), cursor.left + cursor.right);
	target.set(right.subarray(cursor.right), left.length + cursor.right);
}

function mergeSome(
	left: Int32Array,
	right: Int32Array,
	target: Int32Array,
	compare: Compare,
	cursor: { left: number; right: number },
): void {
	for (let count = 0; count < runLength; count++) {
		const leftRecord = left[cursor.left];
		const rightRecord = right[cursor.right];
		if (leftRecord === undefined || rightRecord === undefined) return;
		const takesLeft = compare(leftRecord, rightRecord) <= 0;
		target[cursor.left + cursor.right] = takesLeft ? leftRecord : rightRecord;
		if (takesLeft) cursor.left += 1;
		else cursor.right += 1;
	}
}

function comparatorOf(table: InetTable): Compare {
	const { words, protocol } = table;
	const stride = strideOf(protocol);
	const perAddress = addressWords(protocol);
	const at = (index: number) => words[index] ?? 0;

	function compareAddress(left: number, right: number): number {
		for (let index = 0; index < perAddress; index++) {
			const difference = compareBytes(at(left + index), at(right + index));
			if (difference !== 0) return difference;
		}
		return 0;
	}

	return (leftRecord, rightRecord) => {
		const left = leftRecord * stride;
		const right = rightRecord * stride;
		const leftPorts = at(left + inetField.ports);
		const rightPorts = at(right + inetField.ports);
		return (
			Number(isListening(at(right + inetField.state))) - Number(isListening(at(left + inetField.state))) ||
			(leftPorts >>> 16) - (rightPorts >>> 16) ||
			compareAddress(left + inetField.addresses, right + inetField.addresses) ||
			compareAddress(left + inetField.addresses + perAddress, right + inetField.addresses + perAddress) ||
			(leftPorts & 0xffff) - (rightPorts & 0xffff) ||
			at(left + inetField.inode) - at(right + inetField.inode)
		);
	};
}

/** Compares two words by their lowest byte first, as addresses are compared: the lowest bit in which they differ tells. */
function compareBytes(left: number, right: number): number {
	if (left === right) return 0;
	const differing = left ^ right;
	const shift = (31 - Math.clz32(differing & -differing)) & ~7;
	return ((left >>> shift) & 0xff) - ((right >>> shift) & 0xff);
}
