import { useEffect, useRef, useState } from 'react';
import type { SocketRow } from '../../domain/net.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { ShownConnection } from './network-detail.ts';

const waiting: ShownConnection = { detail: null, error: null };

/**
 * What `ss -i` says of a TCP connection, asked again with each refresh (`stamp`), one question at a time. Null for a socket
 * that has no such figures.
 */
export function useConnectionDetail(socket: SocketRow | null, stamp: number): ShownConnection | null {
	const { actions } = useConsole();
	const [answer, setAnswer] = useState<{ readonly key: string; readonly shown: ShownConnection } | null>(null);
	const inFlight = useRef<string | null>(null);
	const target = useRef(socket);
	target.current = socket;
	const key = socket !== null && isConnection(socket) ? socket.key : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the stamp asks for a new read
	useEffect(() => {
		const wanted = target.current;
		if (key === null || wanted === null || inFlight.current === key) return;
		inFlight.current = key;
		void actions.readConnection(wanted).then((result) => {
			if (inFlight.current === key) inFlight.current = null;
			if (target.current?.key !== key) return;
			const { error } = result.ok ? { error: null } : result;
			const text = error === null ? null : sentenceOf(error);
			setAnswer({ key, shown: { detail: result.ok ? result.value : null, error: text } });
		});
	}, [actions, key, stamp]);
	if (key === null) return null;
	return answer?.key === key ? answer.shown : waiting;
}

function isConnection(socket: SocketRow): boolean {
	return socket.protocol.startsWith('tcp') && socket.peerPort !== null && socket.state !== 'TIME-WAIT';
}
