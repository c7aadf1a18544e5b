using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar.Partial;

/// <summary>Entities that conform to a schema with attributes of every kind, and policies about them.</summary>
internal static class RandomWorld
{
    public static CedarSchema Schema { get; } = CedarSchema.Parse(
        """
        entity Org in [Org] = { kind: String, level: Long };
        entity User in [Org] = { org: Org, level: Long, roles: Set<String>, on: Bool, boss?: User, since: datetime };
        entity Doc in [Org] = {
          owner: Org, author?: User, kind: String, note?: String, size: Long, limit?: Long, open: Bool, until: datetime, price: decimal,
          labels: Set<String>, numbers?: Set<Long>, readers: Set<Org>, info: { lang: String, pages?: Long }, extra?: { code: String },
          parts?: Set<{ n: Long }>, net: ipaddr,
        } tags String;
        action any;
        action read, write in [any] appliesTo { principal: User, resource: Doc, context: { n: Long, s: String, urgent: Bool, t: datetime, o?: Org } };
        """,
        "world").Value!;

    private static readonly string[] Words = ["a", "b", "ab*", "x?[", "é,\"q\\"];

    private static readonly Gen<string> Long = Any(
        "principal.level", "resource.size", "resource.size", "resource.owner.level", "principal.org.level", "context.n", "0", "1", "2", "9223372036854775807",
        "resource.limit", "(resource.size + 1)", "(principal.level * context.n)", "-resource.size", "resource.info.pages", "context.t.toTime().toHours()", "principal.boss.level");

    private static readonly Gen<string> Text = Any(
        "resource.kind", "resource.kind", "context.s", "\"a\"", "\"b\"", "\"ab*\"", "resource.info.lang", "principal.org.kind", "resource.owner.kind", "resource.note", "resource.extra.code", "resource.author.org.kind");

    private static readonly Gen<string> Org = Any(
        "principal.org", "resource.owner", "Org::\"0\"", "Org::\"3\"", "Org::\"missing\"", "resource.author.org", "principal.boss.org", "context.o");

    private static readonly Gen<string> Entity = Gen.OneOf(Org, Any("resource", "principal", "User::\"1\"", "Doc::\"2\"", "resource.author", "principal.boss", "action"));

    private static readonly Gen<string> Moment = Any("context.t", "resource.until", "principal.since", "datetime(\"2024-01-01\")", "resource.until.offset(duration(\"1h\"))");

    private static readonly Gen<string> Texts = Any("resource.labels", "resource.labels", "principal.roles", "[\"a\", \"b\"]", "[\"ab*\"]", "[resource.kind, \"b\"]", "[\"é,\\\"q\\\\\"]");

    private static readonly Gen<string> Test = Gen.OneOf(
        Gen.Select(Long, Any("==", "!=", "<", "<=", ">", ">="), Long, Joined),
        Gen.Select(Text, Any("==", "!="), Text, Joined),
        Gen.Select(Org, Any("==", "!=", "in"), Org, Joined),
        Gen.Select(Entity, Any("==", "in"), Entity, Joined),
        Gen.Select(Entity, Any("[Org::\"1\", Org::\"4\"]", "resource.readers", "[principal.org, resource.owner]"), (e, set) => $"{e} in {set}"),
        Gen.Select(Moment, Any("<", ">=", "=="), Moment, Joined),
        Gen.Select(Texts, Any("contains"), Text, (set, m, item) => $"{set}.{m}({item})"),
        Gen.Select(Texts, Any("containsAll", "containsAny"), Texts, (l, m, r) => $"{l}.{m}({r})"),
        Gen.Select(Any("[1, 2]", "resource.numbers"), Long, (set, item) => $"{set}.contains({item})"),
        Gen.Select(Org, org => $"resource.readers.contains({org})"),
        Gen.Select(Text, Any("a*", "*b\\**", "x?[", "*", "*é*"), (text, pattern) => $"{text} like \"{pattern}\""),
        Any(
            "true", "false", "resource.open", "principal.on", "context.urgent", "resource has note", "resource has author.org.kind", "resource has owner.kind", "resource has extra", "resource has extra.code",
            "resource has info.pages", "resource has parts", "resource has nothing", "principal has boss.org", "context has o", "resource.labels.isEmpty()", "resource is Doc", "resource is User", "resource is Doc in Org::\"2\"",
            "resource.hasTag(\"t\")", "resource.getTag(\"t\") == \"a\"", "resource.price.lessThan(decimal(\"1.5\"))", "resource.net.isInRange(ip(\"10.0.0.0/8\"))", "resource.net == ip(\"10.0.0.1\")",
            "resource has limit && resource.limit > 1", "resource has note && resource.note like \"a*\"", "context has o && resource.owner == context.o",

            // What the validator refuses.
            "resource.kind > 1", "resource.size && true", "resource.nothing == 1", "[resource.info] == [resource.info]", "resource.info == {lang: \"a\"}", "1"));

    private static readonly Gen<string> Condition = Gen.Recursive<string>((depth, inner) => depth > 3 ? Test : Gen.Frequency(
        (5, Test),
        (3, Gen.Select(inner, inner, (a, b) => $"({a} && {b})")),
        (2, Gen.Select(inner, inner, (a, b) => $"({a} || {b})")),
        (2, inner.Select(a => $"!({a})")),
        (1, Gen.Select(inner, inner, inner, (a, b, c) => $"(if {a} then {b} else {c})"))));

    public static Gen<string> Policy { get; } = Gen.Select(
        Any("permit", "permit", "forbid"),
        Any("principal", "principal", "principal == User::\"1\"", "principal in Org::\"2\"", "principal is User in Org::\"0\""),
        Any("action", "action == Action::\"read\"", "action in Action::\"any\"", "action in [Action::\"write\"]"),
        Any("resource", "resource", "resource == Doc::\"3\"", "resource in Org::\"1\"", "resource is Doc", "resource is User"),
        Gen.Select(Any("when", "unless"), Condition, (kind, c) => $" {kind} {{ {c} }}").Array[0, 2],
        (effect, p, a, r, conditions) => $"{effect}({p}, {a}, {r}){string.Concat(conditions)};");

    /// <summary>Entities that differ with the seed; <c>Org::"missing"</c> is named and not there.</summary>
    public static CedarEntityData[] Entities(int seed, int docs)
    {
        var random = new Random(seed);
        var orgs = Enumerable.Range(0, 6).Select(i => new CedarEntityData(
            Uid("Org", i), new(("kind", Word()), ("level", CedarLong.Of(random.Next(3)))), i == 0 || Chance(2) ? [] : [Uid("Org", random.Next(i))]));
        var users = Enumerable.Range(0, 5).Select(i => new CedarEntityData(Uid("User", i), Record(
            ("org", AnyOrg()), ("level", CedarLong.Of(random.Next(3))), ("roles", Set(Word)), ("on", CedarBool.Of(Chance(2))),
            ("boss", Chance(2) ? new CedarEntity(Uid("User", random.Next(6))) : null), ("since", Day())), Parents()));
        var documents = Enumerable.Range(0, docs).Select(i => new CedarEntityData(
            Uid("Doc", i),
            Record(
                ("owner", AnyOrg()), ("author", Chance(2) ? new CedarEntity(Uid("User", random.Next(6))) : null), ("kind", Word()), ("note", Chance(2) ? Word() : null),
                ("size", CedarLong.Of(Chance(20) ? long.MinValue : random.Next(4))), ("limit", Chance(2) ? CedarLong.Of(random.Next(3)) : null), ("open", CedarBool.Of(Chance(2))), ("until", Day()),
                ("price", new CedarDecimal(random.Next(5) * 5000)), ("labels", Set(Word)), ("numbers", Chance(2) ? Set(() => CedarLong.Of(random.Next(3))) : null), ("readers", Set(AnyOrg)),
                ("info", Record(("lang", Word()), ("pages", Chance(2) ? CedarLong.Of(random.Next(3)) : null))), ("extra", Chance(2) ? new CedarRecord(("code", Word())) : null),
                ("parts", Chance(2) ? Set(() => new CedarRecord(("n", CedarLong.Of(random.Next(3))))) : null), ("net", CedarIp.Parse(Chance(2) ? "10.0.0.1" : "11.0.0.0/8")!)),
            Parents(),
            Chance(2) ? new(("t", Word())) : null));
        return [.. orgs, .. users, .. documents, .. Schema.ActionEntities];

        bool Chance(int of) => random.Next(of) == 0;
        CedarValue Word() => new CedarString(Words[random.Next(Words.Length)]);
        CedarValue Day() => new CedarDatetime(new CedarDatetime(1_704_067_200_000).Milliseconds + (random.Next(-2, 3) * 3_600_000L));
        CedarValue AnyOrg() => new CedarEntity(Chance(8) ? new("Org", "missing") : Uid("Org", random.Next(6)));
        CedarValue Set(Func<CedarValue> item) => new CedarSet([.. Enumerable.Range(0, random.Next(4)).Select(_ => item())]);
        EntityUid[] Parents() => [.. Enumerable.Range(0, random.Next(3)).Select(_ => Uid("Org", random.Next(6))).Distinct()];
    }

    public static Gen<CedarRequest> Request { get; } = Gen.Select(
        Gen.Int[0, 5], Any("read", "write"), Gen.Int[0, 9], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 3],
        (p, a, r, n, urgent, o) => new CedarRequest(Uid("User", p), new("Action", a), Uid("Doc", r), Record(
            ("n", CedarLong.Of(n)), ("s", new CedarString(Words[n])), ("urgent", CedarBool.Of(urgent)), ("t", new CedarDatetime(1_704_067_200_000)),
            ("o", o == 0 ? null : new CedarEntity(Uid("Org", o))))));

    public static PolicySet Policies(string[] policies) => PolicySet.Parse(string.Join('\n', policies), "p").Value!;

    public static EntityUid Uid(string type, int i) => new(type, FormattableString.Invariant($"{i}"));

    private static CedarRecord Record(params (string Name, CedarValue? Value)[] attributes) =>
        new(attributes.Where(a => a.Value is not null).Select(a => KeyValuePair.Create(a.Name, a.Value!)));

    private static string Joined(string left, string op, string right) => $"{left} {op} {right}";

    private static Gen<string> Any(params string[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
