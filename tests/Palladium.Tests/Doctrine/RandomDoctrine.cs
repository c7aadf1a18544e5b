using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;

namespace Palladium.Tests.Doctrine;

/// <summary>Random policies over <see cref="SmallDoctrine"/>'s schema, and random requests that hit their edges.</summary>
internal sealed class RandomDoctrine(int seed)
{
    private static readonly string[] Words = ["a", "b", "ab"];
    private static readonly long[] Numbers = [long.MinValue, -1, 0, 1, 2, 3, long.MaxValue];

    private readonly Random _random = new(seed);

    public DoctrineBundle Doctrine() => SmallDoctrine.Of(string.Join('\n', Enumerable.Range(0, _random.Next(1, 4)).Select(i =>
        $"{(i > 0 && _random.Next(2) == 0 ? "forbid" : "permit")} (principal{Pick("", "", " in Palladium::Team::\"a\"")}, action{Pick("", " == Palladium::Action::\"use\"")}, resource)"
        + $" {Pick("when", "when", "unless")} {{ {Condition(3)} }};")));

    /// <summary>How the gate decides random requests for an action.</summary>
    public IEnumerable<bool> Decisions(DoctrineBundle doctrine, string action, int count)
    {
        var decider = new Decider(doctrine, new Open());
        for (var i = 0; i < count; i++)
        {
            var request = new GateRequest
            {
                Principal = Person(Words[0]),
                Action = action,
                Resource = new("Palladium::Thing", "t"),
                Entities = Entities(),
                Purpose = new GatePurpose(PurposeClass.Incident, "i"),
            };
            yield return decider.Decide(request, Context()).Permitted;
        }
    }

    private string Condition(int depth) => depth == 0 || _random.Next(4) == 0 ? Atom() : _random.Next(4) switch
    {
        0 => $"({Condition(depth - 1)} && {Condition(depth - 1)})",
        1 => $"({Condition(depth - 1)} || {Condition(depth - 1)})",
        2 => $"!({Condition(depth - 1)})",
        _ => $"(if {Condition(depth - 1)} then {Condition(depth - 1)} else {Condition(depth - 1)})",
    };

    private string Atom() => _random.Next(12) switch
    {
        0 => "resource.open",
        1 => $"{Number()} {Pick("<", "<=", ">", ">=", "==", "!=")} {Number()}",
        2 => $"{Set()}.contains({Text()})",
        3 => $"{Set()}.{Pick("containsAll", "containsAny")}({Set()})",
        4 => $"{Pick("principal.roles", "resource.wanted")}.isEmpty()",
        5 => $"{Set()} == {Set()}",
        6 => $"principal has badge && principal.badge == {Text()}",
        7 => $"context has note && context.note like \"{Pick("a*", "*b", "*", "a*b")}\"",
        8 => $"{Pick("principal", "principal.boss", "resource.owner")} {Pick("in resource.team", "in Palladium::Team::\"b\"", "== resource.owner", "in [resource.team, Palladium::Team::\"a\"]")}",
        9 => $"resource.team {Pick("in", "==")} Palladium::Team::\"{Pick(Words)}\"",
        10 => $"context.time {Pick("<", ">=")} resource.until.offset(duration(\"{Pick("1d", "-5m", "1ms")}\"))",
        _ => $"context.purpose.class {Pick("==", "!=")} {Pick("\"incident\"", "\"plan\"")}",
    };

    private string Number() => _random.Next(3) switch
    {
        0 => Pick("0", "1", "2", "3"),
        1 => "principal.rank",
        _ => $"(principal.rank {Pick("+", "-", "*")} {Pick("1", "2", "principal.boss.rank")})",
    };

    private string Set() => Pick("principal.roles", "resource.wanted", "[\"a\"]", "[\"a\", \"b\"]", "principal.boss.roles");

    private string Text() => $"\"{Pick(Words)}\"";

    private EntitySlice Entities() => EntitySlice.Of(
    [
        .. Words.Select((word, i) => new CedarEntityData(new("Palladium::Team", word), CedarRecord.Empty, i == 0 || _random.Next(2) == 0 ? [] : [new("Palladium::Team", Words[i - 1])])),
        .. Words.Select(word => new CedarEntityData(
            Person(word),
            new CedarRecord(
            [
                ("rank", CedarLong.Of(Pick(Numbers))), ("roles", Texts()), ("boss", new CedarEntity(Person(Pick(Words)))),
                .. _random.Next(2) == 0 ? Array.Empty<(string, CedarValue)>() : [("badge", new CedarString(Pick(Words)))],
            ]),
            _random.Next(2) == 0 ? [] : [new("Palladium::Team", Pick(Words))])),
        new(
            new("Palladium::Thing", "t"),
            new CedarRecord(
                ("open", CedarBool.Of(_random.Next(2) == 0)), ("wanted", Texts()), ("all", CedarSet.Empty), ("team", new CedarEntity(new("Palladium::Team", Pick(Words)))),
                ("until", new CedarDatetime(Pick(Numbers))), ("owner", new CedarEntity(Person(Pick(Words)))), ("from", CedarIp.Parse("::1")!)),
            []),
    ]);

    private CedarRecord Context() => new(
    [
        ("time", new CedarDatetime(Pick(Numbers))),
        ("purpose", new CedarRecord(("basis", new CedarString("public-task")), ("class", new CedarString(Pick("incident", "plan"))), ("ref", new CedarString("i")))),
        .. _random.Next(2) == 0 ? Array.Empty<(string, CedarValue)>() : [("note", new CedarString(Pick(Words)))],
    ]);

    private CedarSet Texts() => new(Words.Where(_ => _random.Next(2) == 0).Select(word => new CedarString(word)));

    private static EntityUid Person(string id) => new("Palladium::Person", id);

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];

    private sealed class Open : IOpenPurposes
    {
        public bool IsOpen(GatePurpose purpose) => true;
    }
}
