using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;
using Palladium.Records.Json;

namespace Palladium.Federation.Charter;

/// <summary>
/// One version of the network's charter: who the members are, their keys, the stewards, the witnesses, and which doctrine
/// is in force. Its canonical bytes (RFC 8785) are hashed and signed; <c>docs/spec/charter.md</c> freezes them.
/// </summary>
public sealed record NetworkCharter
{
    /// <summary>Format version that this code writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most members in one charter.</summary>
    public const int MaxMembers = 10_000;

    /// <summary>The network's name: as a member's name, part of every log's origin.</summary>
    public required string Network { get; init; }

    /// <summary>1 for the first charter, one more for each successor.</summary>
    public required int Version { get; init; }

    /// <summary>Hash of the version before this one; null for the first.</summary>
    public string? Parent { get; init; }

    /// <summary>The members, ordered by id.</summary>
    public required IReadOnlyList<CharterMember> Members { get; init; }

    /// <summary>The stewards, ordered by name.</summary>
    public required IReadOnlyList<CharterSteward> Stewards { get; init; }

    /// <summary>How many stewards sign the next version: see <see cref="StewardQuorum"/>.</summary>
    public required int Threshold { get; init; }

    /// <summary>Members whose cosignatures count, ordered.</summary>
    public required IReadOnlyList<MemberId> Witnesses { get; init; }

    /// <summary>Hash of the doctrine in force, 64 hexadecimal digits.</summary>
    public required string Doctrine { get; init; }

    /// <summary>How long a version goes on to count after its successor appeared, in seconds.</summary>
    public required int GraceSeconds { get; init; }

    /// <summary>The member of that name, or null.</summary>
    public CharterMember? Find(MemberId id) => Members.FirstOrDefault(member => member.Id == id);

    /// <summary>The bytes that are hashed and signed.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["doctrine"] = Doctrine,
        ["grace"] = GraceSeconds,
        ["members"] = new JsonArray([.. Members.Select(member => member.ToJson())]),
        ["network"] = Network,
        ["parent"] = Parent,
        ["stewards"] = new JsonArray([.. Stewards.Select(steward => steward.ToJson())]),
        ["threshold"] = Threshold,
        ["v"] = CurrentFormat,
        ["version"] = Version,
        ["witnesses"] = new JsonArray([.. Witnesses.Select(witness => (JsonNode)witness.Name)]),
    });

    /// <summary>SHA-256 of the canonical bytes, 64 lower-case hexadecimal digits: the charter's name.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToCanonicalBytes()));

    /// <summary>Reads canonical bytes. Refuses what is not canonical, any unknown member, keys of the wrong name or id, a
    /// threshold below <see cref="StewardQuorum.Least"/>, and lists that are out of order or name somebody twice.</summary>
    public static Outcome<NetworkCharter> Parse(ReadOnlySpan<byte> bytes)
    {
        if (!CanonicalJson.Read(bytes).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        var fields = new JsonFields(node, "", "charter");
        fields.Exactly(
            "doctrine", "grace", "members", "network", "parent", "stewards", "threshold", "v", "version", "witnesses");
        fields.Integer("v", CurrentFormat, CurrentFormat);
        var network = fields.Member("network").Name;
        var stewards = Each(fields, "stewards", 100, (json, path) => CharterSteward.Parse(json, path, network));
        var charter = new NetworkCharter
        {
            Network = network,
            Version = (int)fields.Integer("version", 1, int.MaxValue),
            Parent = fields.OptionalHex("parent", 32),
            Members = Each(fields, "members", MaxMembers, (json, path) => CharterMember.Parse(json, path, network)),
            Stewards = stewards,
            Threshold = (int)fields.Integer("threshold", 1, 100),
            Witnesses = Each(fields, "witnesses", MaxMembers, MemberName),
            Doctrine = fields.Hex("doctrine", 32),
            GraceSeconds = (int)fields.Integer("grace", 0, 365 * 86_400),
        };
        charter.CheckWhole(fields);
        return fields.Refusal is { } wrong ? wrong : charter;
    }

    private void CheckWhole(JsonFields fields)
    {
        if (fields.Refusal is not null)
        {
            return;
        }

        if (Version == 1 != Parent is null)
        {
            fields.Fail("parent", "parent", "The first version has no parent (null), every other names one.");
        }

        if (Stewards.Count == 0 || Threshold < StewardQuorum.Least(Stewards.Count) || Threshold > Stewards.Count)
        {
            fields.Fail("threshold", "threshold", "The threshold is above (n + f) / 2 of n stewards, f = (n - 1) / 3, and at most n.");
        }

        Ordered(fields, "members", Members.Select(member => member.Id.Name));
        Ordered(fields, "stewards", Stewards.Select(steward => steward.Name));
        Ordered(fields, "witnesses", Witnesses.Select(witness => witness.Name));
        if (Witnesses.Any(witness => Find(witness) is null))
        {
            fields.Fail("witnesses", "witness", "A witness is one of the members.");
        }

        if (Members.Select(m => m.Keys.Transport).Distinct().Count() != Members.Count)
        {
            fields.Fail("members", "transport-twice", "Two members have the same transport key.");
        }
    }

    private static void Ordered(JsonFields fields, string field, IEnumerable<string> names)
    {
        string? last = null;
        foreach (var name in names)
        {
            if (last is not null && string.CompareOrdinal(last, name) >= 0)
            {
                fields.Fail(field, "order", "Names are in ascending order, none twice.");
            }

            last = name;
        }
    }

    private static Outcome<MemberId> MemberName(JsonNode? node, string path) =>
        MemberId.Parse(node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null);

    private static List<T> Each<T>(JsonFields fields, string name, int max, Func<JsonNode?, string, Outcome<T>> parse)
    {
        var list = new List<T>();
        var array = fields.Array(name, max);
        for (var i = 0; i < array.Count; i++)
        {
            if (parse(array[i], $"/{name}/{i}").Accepted(out var item, out var refusal))
            {
                list.Add(item);
            }
            else
            {
                fields.Also(refusal);
            }
        }

        return list;
    }
}
