using CsCheck;
using Palladium.Cedar;
using Palladium.Cedar.Rows;
using Palladium.Sqlite.Entities;
using Palladium.Tests.Cedar.Partial;

namespace Palladium.Tests.Sqlite.Entities;

public sealed class EntityTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entities").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EntityTables Tables(CedarSchema schema) => new(Path.Combine(_folder, "entities.db"), schema);

    [Fact]
    public void The_rows_that_SQLite_finds_are_those_that_row_by_row_decisions_permit()
    {
        var (exact, open) = (0, 0);
        var entities = RandomWorld.Entities(seed: 3, docs: 120);
        var store = new EntityStore(entities);
        using var tables = Tables(RandomWorld.Schema);
        Assert.Empty(tables.Write(entities, default));
        Gen.Select(RandomWorld.Policy.Array[1, 5], RandomWorld.Request, Gen.Bool, Gen.Bool).Sample(
            (policies, request, strict, knowsOrgs) =>
            {
                var set = RandomWorld.Policies(policies);
                var known = new EntityStore(entities.Where(e => e.Uid == request.Principal || (knowsOrgs && e.Uid.Type != "Doc")));
                var mode = strict ? ErringForbids.Deny : ErringForbids.AreIgnored;
                var query = CedarResiduals.Of(set, PartialRequest.AboutAny("Doc", request.Principal, request.Action, request.Context), new KnownEntities(known, areAll: false), RandomWorld.Schema)
                    .ToRows(mode).Value!;
                string[] expected =
                [
                    .. entities.Where(e => e.Uid.Type == "Doc")
                        .Where(e => CedarAuthorizer.Authorize(set, request with { Resource = e.Uid }, store) is { Decision: CedarDecision.Allow } answer && !(strict && answer.Errors.Any(error => error.IsForbid)))
                        .Select(e => e.Uid.Id).Order(StringComparer.Ordinal),
                ];
                Assert.Equal(expected, tables.Permitted(query, store, int.MaxValue, "", default));
                Assert.Equal(expected.Length, tables.Count(query, store, default));
                open += query.Where is RowConstant ? 0 : 1;
                exact += query is { IsExact: true, Where: not RowConstant } ? 1 : 0;
            },
            iter: 1500,
            threads: 1);
        Assert.True(exact > 100 && open > exact, $"{exact} of {open} exact");
    }

    [Fact]
    public void The_principals_that_may_see_a_resource_are_found_the_same_way()
    {
        var entities = RandomWorld.Entities(seed: 4, docs: 10);
        var store = new EntityStore(entities);
        using var tables = Tables(RandomWorld.Schema);
        Assert.Empty(tables.Write(entities, default));
        Gen.Select(RandomWorld.Policy.Array[1, 5], RandomWorld.Request).Sample(
            (policies, request) =>
            {
                var set = RandomWorld.Policies(policies);
                var partial = new PartialRequest(PartialUid.Any("User"), request.Action, PartialUid.Of(request.Resource), PartialRecord.Of(request.Context));
                var query = CedarResiduals.Of(set, partial, new KnownEntities(EntityStore.Empty, areAll: false), RandomWorld.Schema).ToRows(ErringForbids.AreIgnored).Value!;
                Assert.Equal(
                    entities.Where(e => e.Uid.Type == "User" && CedarAuthorizer.Authorize(set, request with { Principal = e.Uid }, store).Decision == CedarDecision.Allow).Select(e => e.Uid.Id).Order(StringComparer.Ordinal),
                    tables.Permitted(query, EntityStore.Empty, int.MaxValue, "", default));
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void An_entity_comes_back_as_it_was_written()
    {
        var entities = RandomWorld.Entities(seed: 5, docs: 200);
        using (var tables = Tables(RandomWorld.Schema))
        {
            Assert.Empty(tables.Write(entities, default));
            Assert.Empty(tables.Write(entities, default));
        }

        using var again = Tables(RandomWorld.Schema);
        Assert.All(entities.Where(e => e.Uid.Type != "Action"), e => Assert.Equal(CedarJson.Write([e]), CedarJson.Write([again.Find(e.Uid)!])));
        Assert.Null(again.Find(new("Doc", "none")));
        Assert.Null(again.Find(new("Nothing", "0")));
    }

    [Fact]
    public void Another_schema_begins_with_empty_tables()
    {
        using (var tables = Tables(RandomWorld.Schema))
        {
            Assert.Empty(tables.Write(RandomWorld.Entities(seed: 5, docs: 1), default));
        }

        using var other = Tables(CedarSchema.Parse("entity Doc = { a: Long, A?: String }; entity doc;", "s").Value!);
        Assert.Null(other.Find(new("Doc", "0")));
        var entity = new CedarEntityData(new("Doc", "0"), new(("a", CedarLong.Of(1)), ("A", new CedarString("x"))), []);
        Assert.Empty(other.Write([entity], default));
        Assert.Equal(entity.Attributes, other.Find(entity.Uid)!.Attributes);
    }

    [Fact]
    public void What_does_not_conform_or_cannot_be_kept_is_not_written()
    {
        using var tables = Tables(CedarSchema.Parse("entity A { a: String };", "s").Value!);
        CedarEntityData Entity(string id, CedarValue value) => new(new("A", id), new(("a", value)), []);
        Assert.Equal("A::\"2\", attribute 'a': expected String, found long", Assert.Single(tables.Write([Entity("1", new CedarString("x")), Entity("2", CedarLong.Of(1))], default)));
        Assert.Equal("A::\"1\" holds a NUL, which cannot be kept", Assert.Single(tables.Write([Entity("1", new CedarString("x\0"))], default)));
        Assert.Null(tables.Find(new("A", "1")));
    }

    [Fact]
    public void A_page_goes_on_where_the_one_before_ended()
    {
        var entities = RandomWorld.Entities(seed: 6, docs: 25);
        using var tables = Tables(RandomWorld.Schema);
        Assert.Empty(tables.Write(entities, default));
        foreach (var condition in new[] { "resource has owner", "resource.size + 0 < 100 || true" })
        {
            var set = RandomWorld.Policies([$"permit(principal, action, resource) when {{ {condition} }};"]);
            var query = CedarResiduals.Of(set, PartialRequest.AboutAny("Doc", RandomWorld.Uid("User", 0), new("Action", "read"), CedarRecord.Empty), new KnownEntities(EntityStore.Empty, areAll: false), RandomWorld.Schema)
                .ToRows(ErringForbids.Deny).Value!;
            var pages = new List<string>();
            while (tables.Permitted(query, EntityStore.Empty, 10, pages.LastOrDefault() ?? "", default) is { Count: > 0 } page)
            {
                Assert.True(page.Count <= 10);
                pages.AddRange(page);
            }

            Assert.Equal(Enumerable.Range(0, 25).Select(i => FormattableString.Invariant($"{i}")).Order(StringComparer.Ordinal), pages);
        }
    }

    [Theory]
    [InlineData("resource has note && (resource.note == \"a\" || ", ")", 190)]
    [InlineData("!(resource.owner.level > 1 && ", ")", 190)]
    [InlineData("resource.owner.level > 1 && ", "", 5_000)]
    [InlineData("resource.owner.level > 1 || ", "", 5_000)]
    [InlineData("if resource.owner.level > 1 then true else ", "", 190)]
    [InlineData("resource.kind like \"*a*a*a*a*a*a*a*a*a*b\" || ", "", 1)]
    public void However_large_a_policy_is_the_store_can_be_asked(string open, string close, int times)
    {
        var condition = string.Concat(Enumerable.Repeat(open, times)) + "resource.open" + string.Concat(Enumerable.Repeat(close, times));
        var entities = RandomWorld.Entities(seed: 7, docs: 20);
        var store = new EntityStore(entities);
        using var tables = Tables(RandomWorld.Schema);
        Assert.Empty(tables.Write(entities, default));
        var set = RandomWorld.Policies([$"permit(principal, action, resource) when {{ {condition} }};", "permit(principal, action, resource);", $"forbid(principal, action, resource) when {{ {condition} }};"]);
        var request = new CedarRequest(RandomWorld.Uid("User", 0), new("Action", "read"), RandomWorld.Uid("Doc", 0), CedarRecord.Empty);
        foreach (var mode in Enum.GetValues<ErringForbids>())
        {
            var query = CedarResiduals.Of(set, PartialRequest.AboutAny("Doc", request.Principal, request.Action, request.Context), new KnownEntities(EntityStore.Empty, areAll: false), RandomWorld.Schema).ToRows(mode).Value!;
            Assert.Equal(
                entities.Where(e => e.Uid.Type == "Doc" && CedarAuthorizer.Authorize(set, request with { Resource = e.Uid }, store) is { Decision: CedarDecision.Allow } answer && (mode == ErringForbids.AreIgnored || !answer.Errors.Any(error => error.IsForbid)))
                    .Select(e => e.Uid.Id).Order(StringComparer.Ordinal),
                tables.Permitted(query, EntityStore.Empty, int.MaxValue, "", default));
        }
    }

    [Theory]
    [InlineData("resource.size + 1 > 2", "policy0: arithmetic")]
    [InlineData("resource.net.isInRange(ip(\"10.0.0.0/8\"))", "policy0: 'isInRange'")]
    [InlineData("resource.getTag(\"t\") == \"a\"", "policy0: tags")]
    [InlineData("resource.info == {lang: \"a\"}", "policy0: a record as a value")]
    [InlineData("resource.open && [resource.note].contains(\"a\")", "policy0: a set made of attributes")]
    public void What_cannot_be_asked_of_a_store_is_refused_by_name(string condition, string expected)
    {
        var set = RandomWorld.Policies([$"permit(principal, action, resource) when {{ {condition} }};"]);
        var residuals = CedarResiduals.Of(set, PartialRequest.AboutAny("Doc", RandomWorld.Uid("User", 0), new("Action", "read"), CedarRecord.Empty), new KnownEntities(EntityStore.Empty, areAll: false), RandomWorld.Schema);
        var query = residuals.ToRows(ErringForbids.Deny).Value!;
        Assert.False(query.IsExact);
        Assert.Contains(expected, query.Refused);
    }

    [Fact]
    public void A_query_needs_one_unknown_and_only_one()
    {
        var known = new KnownEntities(EntityStore.Empty, areAll: false);
        var (user, doc, action) = (new PartialUid("User", "0"), new PartialUid("Doc", "0"), new EntityUid("Action", "read"));
        var whole = PartialRecord.Of(CedarRecord.Empty);
        Assert.Equal("either the principal or the resource has to be unknown, and the other known", Error(new(user, action, doc, whole)));
        Assert.Equal("either the principal or the resource has to be unknown, and the other known", Error(new(PartialUid.Any("User"), action, PartialUid.Any("Doc"), whole)));
        Assert.Equal("the context has to be known; not known: n", Error(new(user, action, PartialUid.Any("Doc"), new(CedarRecord.Empty, new HashSet<string> { "n" }))));

        string Error(PartialRequest request) =>
            CedarResiduals.Of(PolicySet.Empty, request, known, RandomWorld.Schema).ToRows(ErringForbids.Deny).Errors.Single().Message;
    }
}
