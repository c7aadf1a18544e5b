using System.Globalization;
using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Benchmarks.Cedar;

/// <summary>Cameras of a city under the sample doctrine, as many as wanted, and people who ask what they may see.</summary>
internal static class CityCameras
{
    /// <summary>The type of what is asked about.</summary>
    public const string Camera = "Palladium::Camera";

    private const int Owners = 400;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_764_000_000);
    private static readonly string[] Kinds = ["police", "transit", "guards", "residents", "tourism"];
    private static readonly string[] Spaces = ["street", "transit", "tourist", "site", "private", "private", "private", "resident", "resident", "resident"];
    private static readonly string[] Sites = ["stadium", "airport", "station", "port"];

    /// <summary>The members that own cameras, and a person of each kind of member, on duty.</summary>
    public static CedarEntityData[] Cast(CedarSchema schema) =>
    [
        .. Enumerable.Range(0, Owners).Select(i => Entity(schema, Member(i), [], Text("kind", Kinds[i % Kinds.Length]), Text("city", "here"), ("member", new CedarEntity(Member(i))))),
        .. Kinds.Select((kind, i) => Entity(
            schema,
            Person(kind),
            [Member(i)],
            Text("kind", kind),
            ("member", new CedarEntity(Member(i))),
            ("onDuty", CedarBool.True),
            ("sites", new CedarSet([new CedarString("stadium")])))),
        .. schema.ActionEntities,
    ];

    /// <summary>Asks for everything of which the person may see the live picture.</summary>
    public static (string Kind, PartialRequest Request)[] Questions(CedarSchema schema)
    {
        var context = new CedarRecord(
            ("time", new CedarDatetime(Now.ToUnixTimeMilliseconds())), ("lookBack", CedarLong.Of(0)), ("exercise", CedarBool.False), ("confirmed", CedarBool.True), ("warrant", CedarBool.False),
            ("purpose", new CedarRecord(("basis", new CedarString("duty")), ("class", new CedarString("incident")), ("ref", new CedarString("city-watch")))));
        var action = new EntityUid("Palladium::Action", "viewLive");
        var complaints = CedarValidator.ValidateRequest(new CedarRequest(Person("police"), action, new(Camera, "0"), context), schema);
        return complaints.Count == 0
            ? [.. Kinds.Select(kind => (kind, PartialRequest.AboutAny(Camera, Person(kind), action, context)))]
            : throw new InvalidOperationException(string.Join('\n', complaints));
    }

    /// <summary>Cameras from a seed; their ids are the numbers of the range.</summary>
    public static IEnumerable<CedarEntityData> Make(CedarSchema schema, int from, int count)
    {
        var random = new Random(from);
        for (var i = from; i < from + count; i++)
        {
            var owner = Member(random.Next(Owners));
            var space = Spaces[random.Next(Spaces.Length)];
            yield return Entity(
                schema,
                new(Camera, i.ToString(CultureInfo.InvariantCulture)),
                [owner],
                ("owner", new CedarEntity(owner)),
                Text("space", space),
                Text("site", space == "site" ? Sites[random.Next(Sites.Length)] : ""),
                ("offered", CedarBool.Of(random.Next(3) == 0)),
                ("offeredTo", new CedarSet(Kinds.Where(_ => random.Next(4) == 0).Select(kind => new CedarString(kind)))),
                ("offeredUntil", new CedarDatetime(Now.AddHours(random.Next(-48, 48)).ToUnixTimeMilliseconds())),
                ("labels", new CedarSet(random.Next(10) == 0 ? [new CedarString("minor")] : [])));
        }
    }

    private static EntityUid Member(int i) => new("Palladium::Member", i.ToString(CultureInfo.InvariantCulture));

    private static EntityUid Person(string kind) => new("Palladium::Person", kind);

    private static (string, CedarValue) Text(string name, string value) => (name, new CedarString(value));

    /// <summary>An entity with what the schema demands: attributes that are not given have the least value of their type.</summary>
    private static CedarEntityData Entity(CedarSchema schema, EntityUid uid, EntityUid[] parents, params (string Name, CedarValue Value)[] given)
    {
        var values = given.ToDictionary(g => g.Name, g => g.Value, StringComparer.Ordinal);
        var attributes = new List<KeyValuePair<string, CedarValue>>();
        foreach (var column in RowColumn.Of(schema, uid.Type).Where(c => c.Path.Count == 1 && (c.IsRequired || values.ContainsKey(c.Path[0]))))
        {
            attributes.Add(KeyValuePair.Create(column.Path[0], values.GetValueOrDefault(column.Path[0]) ?? Least(column)));
        }

        return new CedarEntityData(uid, new CedarRecord(attributes), parents);
    }

    private static CedarValue Least(RowColumn column) => column.Kind switch
    {
        RowKind.Bool => CedarBool.False,
        RowKind.Number => CedarLong.Of(0),
        RowKind.Text => new CedarString(""),
        RowKind.Datetime => new CedarDatetime(0),
        RowKind.Set => CedarSet.Empty,
        RowKind.Entity => new CedarEntity(new EntityUid(column.EntityType!, "0")),
        _ => throw new NotSupportedException($"'{string.Join('.', column.Path)}' of '{column.Owner}' has no least value."),
    };
}
