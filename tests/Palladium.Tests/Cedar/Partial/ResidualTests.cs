using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar.Partial;

public sealed class ResidualTests
{
    /// <summary>Knows of some entities all, of some a part, of the rest nothing.</summary>
    private sealed class PartOf(EntityStore all, int seed) : IPartialEntities
    {
        public PartialEntity? Find(EntityUid uid)
        {
            var random = new Random(HashCode.Combine(seed, uid.Type.Length, uid.Id.Length > 0 ? uid.Id[0] : 0));
            if (random.Next(3) == 0)
            {
                return null;
            }

            if (all.Find(uid) is not { } entity)
            {
                return PartialEntity.Missing;
            }

            var hidden = RandomWorldAttributes(uid.Type).Where(_ => random.Next(4) == 0).ToHashSet(StringComparer.Ordinal);
            var known = new CedarRecord(entity.Attributes.Attributes.Where(a => !hidden.Contains(a.Key)));
            return new PartialEntity(new PartialRecord(known, hidden), random.Next(4) == 0 ? null : entity.Parents, random.Next(4) == 0 ? null : entity.Tags);
        }

        private static string[] RandomWorldAttributes(string type) => type switch
        {
            "Org" => ["kind", "level"],
            "User" => ["org", "level", "roles", "on", "boss", "since"],
            "Doc" => ["owner", "author", "kind", "note", "size", "limit", "open", "labels", "numbers", "readers", "info", "extra", "net"],
            _ => [],
        };
    }

    [Fact]
    public void Residual_policies_decide_as_the_whole_ones_whatever_was_unknown() =>
        Gen.Select(RandomWorld.Policy.Array[1, 8], RandomWorld.Request, Gen.Int[0, 200], Gen.Int[0, 1000], Gen.Int[0, 63]).Sample(
            (policies, request, world, seed, unknown) =>
            {
                var set = RandomWorld.Policies(policies);
                var store = new EntityStore(RandomWorld.Entities(world, 10));
                var hidden = new[] { "n", "s", "urgent", "o" }.Where((_, i) => (unknown >> (i + 2) & 1) == 1).ToHashSet(StringComparer.Ordinal);
                var partial = new PartialRequest(
                    (unknown & 1) == 1 && store.Find(request.Principal) is not null ? PartialUid.Any("User") : PartialUid.Of(request.Principal),
                    request.Action,
                    (unknown & 2) == 2 && store.Find(request.Resource) is not null ? PartialUid.Any("Doc") : PartialUid.Of(request.Resource),
                    new PartialRecord(new CedarRecord(request.Context.Attributes.Where(a => !hidden.Contains(a.Key))), hidden));
                var full = CedarAuthorizer.Authorize(set, request, store);
                foreach (var entities in new IPartialEntities[] { new PartOf(store, seed), new KnownEntities(store, areAll: true) })
                {
                    var residuals = CedarResiduals.Of(set, partial, entities, RandomWorld.Schema);
                    var again = PolicySet.ParseJson(residuals.ToPolicies().ToJson(), "j").Value!;
                    Assert.Equal(Line(full), Line(CedarAuthorizer.Authorize(residuals.ToPolicies(), request, store)));
                    Assert.Equal(Line(full), Line(CedarAuthorizer.Authorize(again, request, store)));
                    Assert.Contains(residuals.Decision(ErringForbids.AreIgnored), new CedarDecision?[] { null, full.Decision });
                    Assert.Contains(residuals.Decision(ErringForbids.Deny), new CedarDecision?[] { null, Strictly(full) });
                }
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void With_everything_known_nothing_is_left_open() =>
        Gen.Select(RandomWorld.Policy.Array[1, 8], RandomWorld.Request, Gen.Int[0, 200]).Sample(
            (policies, request, world) =>
            {
                var store = new EntityStore(RandomWorld.Entities(world, 10));
                var set = RandomWorld.Policies(policies);
                var partial = new PartialRequest(PartialUid.Of(request.Principal), request.Action, PartialUid.Of(request.Resource), PartialRecord.Of(request.Context));
                var residuals = CedarResiduals.Of(set, partial, new KnownEntities(store, areAll: true), RandomWorld.Schema);
                var full = CedarAuthorizer.Authorize(set, request, store);
                Assert.All(residuals.Policies, p => Assert.NotEqual(ResidualState.Open, p.State));
                Assert.Equal(full.Errors.Select(e => e.PolicyId), residuals.Policies.Where(p => p.State == ResidualState.Errs).Select(p => p.Policy.Id));
                Assert.Equal(full.Decision, residuals.Decision(ErringForbids.AreIgnored));
                Assert.Equal(Strictly(full), residuals.Decision(ErringForbids.Deny));
            },
            iter: 1500,
            threads: 1);

    [Theory]
    [InlineData("principal.on && resource.open", "resource.open")]
    [InlineData("resource.open && !principal.on", null)]
    [InlineData("resource.limit > 1 && !principal.on", "resource.limit > 1 && false")]
    [InlineData("resource has owner", "")]
    [InlineData("resource has nothing", null)]
    [InlineData("resource is User || resource.open", "resource.open")]
    [InlineData("resource.owner == principal.org", "resource.owner == Org::\"1\"")]
    [InlineData("principal in resource.readers", "[User::\"1\", Org::\"1\"].containsAny(resource.readers)", "[Org::\"1\"].containsAny(resource.readers)")]
    [InlineData("resource.owner == resource.author", "resource.owner == resource.author")]
    [InlineData("if principal.level == 2 then resource.open else resource.size == 1", "resource.open")]
    [InlineData("context.n + 1 > resource.size", "3 > resource.size")]
    [InlineData("User::\"9\".on && principal.on", "User::\"9\".on")]
    public void A_residual_speaks_of_what_was_not_known_only(string condition, string? expected, string? orElse = null)
    {
        var store = new EntityStore(
        [
            new(new("User", "1"), new(("org", new CedarEntity(new("Org", "1"))), ("level", CedarLong.Of(2)), ("on", CedarBool.True)), [new("Org", "1")]),
            new(new("Org", "1"), CedarRecord.Empty, []),
        ]);
        var request = PartialRequest.AboutAny("Doc", new("User", "1"), new("Action", "read"), new CedarRecord(("n", CedarLong.Of(2))));
        var set = PolicySet.Parse($"permit(principal, action, resource) when {{ {condition} }};", "p").Value!;
        var residuals = CedarResiduals.Of(set, request, new KnownEntities(store, areAll: false), RandomWorld.Schema);
        var left = residuals.Policies.SingleOrDefault()?.Residual.ToText();
        string[] wanted = [.. new[] { expected, orElse }.OfType<string>().Select(e => e.Length == 0 ? "permit(principal, action, resource);" : $"permit(principal, action, resource) when {{ {e} }};")];
        Assert.True(expected is null ? left is null : wanted.Contains(left), left);
    }

    private static CedarDecision Strictly(CedarResponse answer) => answer.Errors.Any(e => e.IsForbid) ? CedarDecision.Deny : answer.Decision;

    private static string Line(CedarResponse answer) =>
        $"{answer.Decision} {string.Join(' ', answer.Reasons)} errs {string.Join(' ', answer.Errors.Select(e => e.PolicyId))}";
}
