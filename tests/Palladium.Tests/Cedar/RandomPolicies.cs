using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

/// <summary>Policies, entities and requests of few names, so that they meet often.</summary>
internal static class RandomPolicies
{
    private static readonly Gen<string> Uid = Any(
        "User::\"a\"", "User::\"b\"", "Group::\"g\"", "Group::\"h\"", "Group::\"i\"", "Doc::\"x\"", "Doc::\"y\"");

    private static readonly Gen<string> Action = Any("Action::\"v\"", "Action::\"w\"", "Action::\"all\"");

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Uid,
        Any("principal", "resource", "action", "context", "true", "false", "\"a\"", "\"ab*\"", "[]", "{}"),
        Any("context.n", "context.s", "context.r", "context.set", "principal.n", "principal.s", "principal.friend", "resource.owner", "resource.set", "resource.r"),
        Any("0", "1", "-1", "2", "9223372036854775807", "-9223372036854775808"),
        Any("ip(\"10.0.0.1\")", "ip(context.s)", "decimal(\"1.5\")", "datetime(\"2024-01-01\")", "duration(\"1h\")", "duration(context.s)"));

    public static Gen<string> Expression { get; } = Gen.Recursive<string>((depth, inner) => depth > 3 ? Leaf : Gen.Frequency(
        (3, Leaf),
        (2, Gen.Select(inner, Any("==", "!=", "<", "<=", ">", ">=", "in", "&&", "||", "+", "-", "*"), inner, (l, op, r) => $"({l} {op} {r})")),
        (2, Gen.Select(inner, Any("==", "in", "&&", "||"), inner, (l, op, r) => $"({l} {op} {r})")),
        (1, Gen.Select(inner, Any("contains", "containsAll", "containsAny", "hasTag", "getTag", "isInRange", "offset", "durationSince", "lessThan", "greaterThanOrEqual"), inner, (l, m, r) => $"({l}).{m}({r})")),
        (1, Gen.Select(inner, Any("isEmpty", "isIpv4", "isIpv6", "isLoopback", "isMulticast", "toDate", "toTime", "toMilliseconds", "toDays"), (l, m) => $"({l}).{m}()")),
        (1, Gen.Select(inner, Any("has n", "has r.k", "has friend.n", "like \"a*\"", "like \"*b\\**\"", "is User", "is Group in Group::\"h\""), (l, r) => $"({l} {r})")),
        (1, Gen.Select(inner, Any("n", "k", "r", "friend"), (l, a) => $"({l}).{a}")),
        (1, Gen.Select(inner, inner, inner, (c, t, e) => $"(if {c} then {t} else {e})")),
        (1, inner.Select(e => $"!({e})")),
        (1, inner.Select(e => $"-({e})")),
        (1, Gen.Select(inner, inner, (a, b) => $"[{a}, {b}]")),
        (1, Gen.Select(inner, inner, (a, b) => $"{{n: {a}, k: {b}}}"))));

    private static readonly Gen<string> Condition = Gen.Frequency(
        (1, Gen.Const("")),
        (3, Gen.Select(Any("when", "unless"), Expression, (kind, e) => $" {kind} {{ {e} }}")),
        (3, Gen.Select(Compared, Expression, (first, e) => $" when {{ {first} && {e} }}")),
        (2, Gen.Select(Compared, Compared, Any("when", "unless"), (first, second, kind) => $" when {{ {first} }} {kind} {{ {second} }}")));

    // What the index knows how to tell apart, mostly of values that are compared elsewhere, too.
    private static Gen<string> Compared => Gen.Frequency(
        (2, Gen.Select(
            Any("context.n", "context.n", "principal.s", "resource.owner", "principal.missing"), Any("==", "<", "<=", ">", ">="), Any("0", "1", "2", "\"a\"", "User::\"a\"", "true"), Any(false, true),
            (l, op, r, turned) => turned ? $"{r} {op} {l}" : $"{l} {op} {r}")),
        (1, Gen.Select(Any("context.set", "principal.set", "[context.n, principal]", "context.s", "principal.missing"), Any("1", "2", "Group::\"g\"", "User::\"a\""), (set, item) => $"{set}.contains({item})")),
        (1, Any("[0, 1, \"a\"].contains(context.n)", "[1, 2].contains(context.n)", "[User::\"a\", true].contains(resource.owner)", "[\"a\"].contains(principal.missing)")),
        (1, Any("context.n == principal.n", "!(context.n == principal.n)", "!!(context.n == principal.n)", "context.n", "!(context.n)", "resource has owner", "!(resource has owner)", "principal.missing")),
        (1, Any("principal in Group::\"g\"", "principal == User::\"a\"", "resource is Doc", "resource is Doc in Group::\"h\"", "principal is Doc && principal in Group::\"i\"")));

    public static Gen<string> Policy { get; } = Gen.Select(
        Any("permit", "permit", "forbid"), Scope("principal"), ActionScope(), Scope("resource"), Condition,
        (effect, p, a, r, c) => $"{effect}({p}, {a}, {r}){c};");

    public static Gen<CedarEntityData[]> Entities { get; } = Gen.Select(Parents, Parents, Parents, Parents, Parents, Parents, (u, v, g, h, i, x) => new[]
    {
        Entity("User", "a", u, 1), Entity("User", "b", v, 2), Entity("Group", "g", g, 0), Entity("Group", "h", h, 0), Entity("Group", "i", i, 0), Entity("Doc", "x", x, 1),
        new CedarEntityData(new("Action", "v"), CedarRecord.Empty, [new("Action", "all")]),
    });

    public static Gen<CedarRequest> Request { get; } = Gen.Select(
        Any("a", "b", "c"), Any("v", "w"), Any("x", "y"), Any(0L, 1, 2), Any("a", "10.0.0.1", "1h"),
        (p, a, r, n, s) => new CedarRequest(new("User", p), new("Action", a), new("Doc", r), new CedarRecord(
            ("n", CedarLong.Of(n)), ("s", new CedarString(s)), ("set", new CedarSet([CedarLong.Of(n), new CedarEntity(new("Group", "g"))])),
            ("r", new CedarRecord(("k", CedarLong.Of(n)), ("n", CedarLong.Of(1)))))));

    private static Gen<T> Any<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static Gen<EntityUid[]> Parents => Any("g", "h", "i").Select(id => new EntityUid("Group", id)).Array[0, 2];

    private static CedarEntityData Entity(string type, string id, EntityUid[] parents, long n) => new(
        new(type, id),
        new CedarRecord(
            ("n", CedarLong.Of(n)), ("s", new CedarString(id)), ("friend", new CedarEntity(new("User", "b"))), ("owner", new CedarEntity(new("User", "a"))),
            ("set", new CedarSet([.. Enumerable.Range(0, 12).Select(i => (CedarValue)CedarLong.Of(i))]))),
        parents,
        new CedarRecord(("a", new CedarString("tagged"))));

    private static Gen<string> Scope(string variable) => Gen.Frequency(
        (3, Gen.Const(variable)),
        (2, Uid.Select(uid => $"{variable} == {uid}")),
        (2, Uid.Select(uid => $"{variable} in {uid}")),
        (1, Any("User", "Doc").Select(type => $"{variable} is {type}")),
        (1, Gen.Select(Any("User", "Doc"), Uid, (type, uid) => $"{variable} is {type} in {uid}")));

    private static Gen<string> ActionScope() => Gen.Frequency(
        (1, Gen.Const("action")),
        (2, Action.Select(a => $"action == {a}")),
        (1, Action.Select(a => $"action in {a}")),
        (1, Action.Array[0, 3].Select(a => $"action in [{string.Join(", ", a)}]")));
}
