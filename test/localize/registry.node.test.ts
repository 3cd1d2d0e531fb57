import { expect } from 'chai';
import { find, register } from '../../src/localize/registry.js';

const never = (error: unknown): never => {
  throw error;
};

describe('A translation', () => {
  it('for a region counts more than that of the language, which all other regions get', () => {
    const [portuguese, brazilian] = [{ code: 'pt' }, { code: 'pt-BR' }];
    register(brazilian);
    expect(find('pt-PT', never)).to.be.undefined;
    register(portuguese);
    expect(find('pt-BR', never)).to.equal(brazilian);
    expect(find('pt-PT', never)).to.equal(portuguese);
    expect(find('pt', never)).to.equal(portuguese);
  });
});
