import { expect } from '@open-wc/testing';
import { SimdNetwork } from '../../../../src/engine/simd/kernels.js';
import { loadSimdKernels } from '../../../../src/engine/simd/load-kernels.js';
import {
  addInOrder,
  MOST_ALONG,
  type Exchange,
  type PartResult,
} from '../../../../src/engine/simd/threads/exchange.js';
import { MessageExchange } from '../../../../src/engine/simd/threads/message-exchange.js';
import type { Part } from '../../../../src/engine/simd/part.js';
import {
  canShareMemory,
  createSharedMemory,
  SharedExchange,
} from '../../../../src/engine/simd/threads/shared-exchange.js';
import { files } from '../files.js';
import { networkOf } from '../../tensorflow/reference.js';

const CNN = networkOf('cnn');
const LENGTH = 53_866;

/** Gradients that name whose they are. */
const resultOf = (rank: number, ticket = 0): PartResult => ({
  gradients: new Float32Array(LENGTH).fill(10 * ticket + rank),
  loss: rank / 2,
  correct: rank,
  update: rank === 0 ? { learningRate: 0.5, weightDecay: 0.25, step: ticket + 1 } : undefined,
});

/** Images that name whose they are. */
const partOf = (rank: number, count: number): Part => ({
  pixels: new Uint8Array(count * 784).fill(50 + rank),
  labels: Uint8Array.from({ length: count }, (_, i) => (i + rank) % 10),
  divisor: 500,
  draw: { seed: 4_000_000_000, step: 70_000 + rank, first: 100 * rank },
});

/** Three exchanges that reach each other by messages, as threads do. */
function byMessages(): Exchange[] {
  const exchanges: MessageExchange[] = [];
  const peer = (rank: number) => ({
    postMessage: (packet: ArrayBuffer, transfer: Transferable[]) =>
      exchanges[rank]!.accept(structuredClone(packet, { transfer })),
  });
  for (let rank = 0; rank < 3; rank++) {
    const others = [0, 1, 2].filter((other) => other !== rank);
    exchanges.push(
      new MessageExchange(
        rank,
        others.map((other) => [other, peer(other)]),
      ),
    );
  }
  return exchanges;
}

function bySharedMemory(): Exchange[] {
  const memory = createSharedMemory(3, CNN);
  return [0, 1, 2].map((rank) => new SharedExchange(rank, 3, memory, CNN));
}

const WAYS: Record<string, () => Exchange[]> = {
  messages: byMessages,
  ...(canShareMemory() && { 'shared memory': bySharedMemory }),
};

for (const [way, create] of Object.entries(WAYS)) {
  describe(`The exchange of gradients by ${way}`, () => {
    let exchanges: Exchange[];
    beforeEach(() => (exchanges = create()));

    const sendAll = (ticket: number): void =>
      exchanges.forEach((exchange, rank) => exchange.send(ticket, resultOf(rank, ticket)));

    it('gives everybody the results of all others, batch after batch', async () => {
      for (let ticket = 0; ticket < 5; ticket++) {
        sendAll(ticket);
        for (const exchange of exchanges) {
          const gathered = (await exchange.receive(ticket))!;
          expect([...gathered.keys()].sort()).to.deep.equal([0, 1, 2].filter((rank) => rank !== exchange.rank));
          for (const [rank, result] of gathered) {
            const { gradients, loss, correct, update } = resultOf(rank, ticket);
            expect([result.loss, result.correct, result.update]).to.deep.equal([loss, correct, update]);
            expect(result.gradients).to.have.length(LENGTH);
            expect(result.gradients!.every((value, i) => value === gradients![i])).to.equal(true);
          }
        }
      }
    });

    it('waits for who is late, and says who that is', async () => {
      const [first, second, third] = exchanges as [Exchange, Exchange, Exchange];
      const received = first.receive(0);
      second.send(0, resultOf(1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(first.missing).to.deep.equal([2]);
      third.send(0, resultOf(2));
      expect([...(await received)!.keys()].sort()).to.deep.equal([1, 2]);
      expect(first.missing).to.deep.equal([]);
    });

    it('keeps what comes before its turn', async () => {
      sendAll(0);
      await exchanges[1]!.receive(0);
      exchanges[1]!.send(1, resultOf(1, 1));
      expect((await exchanges[0]!.receive(0))!.get(1)!.gradients![0]).to.equal(1);
      exchanges[0]!.send(1, resultOf(0, 1));
      exchanges[2]!.send(1, resultOf(2, 1));
      expect((await exchanges[0]!.receive(1))!.get(1)!.gradients![0]).to.equal(11);
    });

    it('takes along what each is to compute next, if there is anything', async () => {
      const [engine, ...helpers] = exchanges as [Exchange, ...Exchange[]];
      const next = [0, 1, 2].map((rank) => partOf(rank, 100 * rank));
      engine.send(0, resultOf(0), { next });
      engine.send(1, resultOf(0, 1));
      for (const helper of helpers) {
        for (const ticket of [0, 1]) for (const { rank } of helpers) helper.send(ticket, resultOf(rank, ticket));
      }
      for (const helper of helpers) {
        const results = (await helper.receive(0))!;
        expect(results.get(0)!.next).to.deep.equal(next[helper.rank]);
        expect(results.get(3 - helper.rank)!.next).to.equal(undefined);
        expect(results.get(0)!.gradients![LENGTH - 1]).to.equal(0);
        expect((await helper.receive(1))!.get(0)!.next).to.equal(undefined);
      }
    });

    it('takes along parts that are empty, and the largest', async () => {
      const next = [0, 0, MOST_ALONG].map((count, rank) => partOf(rank, count));
      const [engine, second, third] = exchanges as [Exchange, Exchange, Exchange];
      engine.send(0, resultOf(0), { next });
      second.send(0, resultOf(1));
      third.send(0, resultOf(2));
      expect((await second.receive(0))!.get(0)!.next).to.deep.equal(next[1]);
      expect((await third.receive(0))!.get(0)!.next).to.deep.equal(next[2]);
    });

    it('passes on that a part was empty', async () => {
      exchanges[1]!.send(0, { gradients: null, loss: 0, correct: 0 });
      exchanges[2]!.send(0, resultOf(2));
      expect((await exchanges[0]!.receive(0))!.get(1)!.gradients).to.equal(null);
    });

    it('does without one who has left, unless somebody sends in its place', async () => {
      const [first, second, third] = exchanges as [Exchange, Exchange, Exchange];
      const received = first.receive(0);
      second.send(0, resultOf(1));
      first.leave(2);
      expect([...(await received)!.keys()]).to.deep.equal([1]);
      const other = second.receive(0);
      first.send(0, resultOf(0));
      first.send(0, resultOf(2), { rank: 2 });
      expect((await other)!.get(2)!.gradients![0]).to.equal(2);
      third.forgetBefore(1);
    });

    it('gives nothing for a ticket that has become void, before or while it is waited for', async () => {
      const [first, second, third] = exchanges as [Exchange, Exchange, Exchange];
      const received = first.receive(3);
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const exchange of exchanges) exchange.forgetBefore(4);
      expect(await received).to.equal(undefined);
      expect(await first.receive(2)).to.equal(undefined);
      second.send(4, resultOf(1));
      third.send(4, resultOf(2));
      expect(await first.receive(4)).to.have.property('size', 2);
    });
  });
}

describe('Adding gradients', () => {
  /** Numbers whose sum depends on the order in which they are added. */
  const VALUES = [1, 1e8, -1e8, 0.1].map(Math.fround);

  it('gives everybody the same bits, whoever they are and whoever had nothing to do', async () => {
    const network = await SimdNetwork.create(await loadSimdKernels(files), CNN, 1);
    for (const empty of [[], [1], [0, 2], [0, 1, 2]]) {
      const filled = VALUES.map((value, rank) => (empty.includes(rank) ? null : value));
      const inOrder = filled.filter((value) => value !== null).reduce((sum, value) => Math.fround(sum + value));
      for (const rank of VALUES.keys()) {
        const others = filled.flatMap((value, other) =>
          other === rank
            ? []
            : [
                [
                  other,
                  { loss: 0, correct: 0, gradients: value === null ? null : new Float32Array(LENGTH).fill(value) },
                ] as const,
              ],
        );
        network.gradients.fill(filled[rank] ?? 99);
        addInOrder(network, rank, filled[rank] === null, new Map(others.reverse()));
        expect(
          network.gradients.every((value) => value === inOrder),
          `rank ${rank}`,
        ).to.equal(true);
      }
    }
  });
});
