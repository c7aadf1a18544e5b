using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class CompiledPolicyTests
{
    /// <summary>A store that knows parents only: the hierarchy is climbed.</summary>
    private sealed class PlainStore(IEnumerable<CedarEntityData> entities) : IEntityStore
    {
        private readonly Dictionary<EntityUid, CedarEntityData> _entities = entities.ToDictionary(e => e.Uid);

        public CedarEntityData? Find(EntityUid uid) => _entities.GetValueOrDefault(uid);
    }

    [Fact]
    public void Compiled_and_indexed_policies_decide_as_the_plain_semantics_do() =>
        Gen.Select(RandomPolicies.Policy.Array[1, 40], RandomPolicies.Entities, RandomPolicies.Request).Sample(
            (policies, entities, request) =>
            {
                var set = PolicySet.Parse(string.Join('\n', policies), "p");
                Assert.Empty(set.Errors);
                var expected = ReferenceEvaluator.Authorize(set.Value!, request, new EntityStore(entities));
                foreach (IEntityStore store in new IEntityStore[] { new EntityStore(entities), new PlainStore(entities) })
                {
                    var answer = CedarAuthorizer.Authorize(set.Value!, request, store);
                    Assert.Equal(expected.Decision, answer.Decision);
                    Assert.Equal(expected.Reasons, answer.Reasons);
                    Assert.Equal(expected.Errors, answer.Errors.Select(e => e.PolicyId));
                }
            },
            iter: 4000,
            threads: 1);

    [Fact]
    public void An_expression_is_worth_the_same_after_text_and_JSON() =>
        Gen.Select(RandomPolicies.Expression, RandomPolicies.Request).Sample(
            (text, request) =>
            {
                var policy = PolicySet.Parse($"permit(principal, action, resource) when {{ {text} }};", "p").Value!;
                var again = PolicySet.Parse(policy.ToText(), "p").Value!;
                Assert.Equal(policy.ToText(), again.ToText());
                Assert.Equal(policy.ToJson(), again.ToJson());
                Assert.Equal(policy.ToJson(), PolicySet.ParseJson(policy.ToJson(), "j").Value!.ToJson());
                var formatted = CedarFormatter.Format(policy.ToText(), "f", 30).Value!;
                Assert.Equal(formatted, CedarFormatter.Format(formatted, "f", 30).Value);
                Assert.Equal(policy.ToJson(), PolicySet.Parse(formatted, "f").Value!.ToJson());

                var expression = CedarExpression.Parse(text, "e").Value!;
                var value = expression.Evaluate(request, EntityStore.Empty);
                if (value.Value is { } worth)
                {
                    Assert.Equal(worth, CedarExpression.Parse(worth.ToString(), "v").Value!.Evaluate(request, EntityStore.Empty).Value);
                }
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var policies = new List<string>();
        RandomPolicies.Policy.Array[400].Sample(p => policies.AddRange(p), seed: "0000KOIPe036", iter: 1, threads: 1);
        var set = PolicySet.Parse(string.Join('\n', policies), "p").Value!;
        var entities = new[] { "a", "b" }.Select(id => new CedarEntityData(
            new("User", id), new CedarRecord(("n", CedarLong.Of(5000)), ("friend", new CedarEntity(new("User", "b")))), [new("Group", "g")]))
            .Append(new CedarEntityData(new("Group", "g"), CedarRecord.Empty, [new("Group", "h")]))
            .Append(new CedarEntityData(new("Doc", "x"), new CedarRecord(("set", new CedarSet([CedarLong.Of(1)]))), [])).ToArray();
        var request = new CedarRequest(new("User", "a"), new("Action", "v"), new("Doc", "x"), new CedarRecord(("n", CedarLong.Of(5000)), ("s", new CedarString("10.0.0.1"))));
        var answer = new CedarAnswer();
        foreach (IEntityStore store in new IEntityStore[] { new EntityStore(entities), new PlainStore(entities) })
        {
            Decide(store, 50);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Decide(store, 1000);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(answer.Errors.Length > 10 && answer.Reasons.Length > 0);
        }

        void Decide(IEntityStore store, int times)
        {
            for (var i = 0; i < times; i++)
            {
                CedarAuthorizer.Authorize(set, request, store, answer);
            }
        }
    }

    [Fact]
    public void A_store_may_decide_something_itself_while_it_is_asked()
    {
        var set = PolicySet.Parse("permit(principal in Group::\"g\", action, resource) when { [principal, resource] == [resource, principal] || true };", "p").Value!;
        var request = new CedarRequest(new("User", "a"), new("Action", "v"), new("Doc", "x"), CedarRecord.Empty);
        Assert.Equal(CedarDecision.Allow, CedarAuthorizer.Authorize(set, request, new AskingStore(set, request)).Decision);
    }

    private sealed class AskingStore(PolicySet set, CedarRequest request) : IEntityStore
    {
        public CedarEntityData? Find(EntityUid uid)
        {
            Assert.Equal(CedarDecision.Deny, CedarAuthorizer.Authorize(set, request, EntityStore.Empty).Decision);
            return uid.Type == "User" ? new CedarEntityData(uid, CedarRecord.Empty, [new("Group", "g")]) : null;
        }
    }
}
