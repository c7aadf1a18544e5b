using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Log;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Tests.Records;

/// <summary>The specification and the code say the same; the vectors are frozen.</summary>
public sealed class SpecificationTests
{
    [Fact]
    public void Every_accepted_header_of_the_vectors_is_read_and_written_byte_by_byte()
    {
        var cases = Vectors("header.json")["accepted"]!.AsArray();
        Assert.Equal(8, cases.Count);
        foreach (var item in cases)
        {
            var leaf = Encoding.UTF8.GetBytes((string)item!["leaf"]!);
            Assert.True(EntryHeader.Parse(leaf).Accepted(out var header, out var refusal), $"{item["words"]}: {refusal}");
            Assert.Equal(leaf, header.ToCanonicalBytes());
            Assert.Equal(leaf, CanonicalJson.Write(item["header"]));
            Assert.Equal((long)item["header"]!["time"]!, header.Time);
            Assert.Equal((string?)item["header"]!["kind"], header.Kind);
            Assert.Equal((string?)item["sha256Leaf"], MerkleTree.Leaf(leaf).ToHex());
        }
    }

    [Fact]
    public void Every_refused_header_of_the_vectors_is_refused_by_its_rule()
    {
        var cases = Vectors("header.json")["refused"]!.AsArray();
        Assert.Equal(25, cases.Count);
        Assert.All(cases, item => Assert.Equal(
            ((string?)item!["words"], (string?)item["rule"]),
            ((string?)item["words"], EntryHeader.Parse(Encoding.UTF8.GetBytes((string)item["leaf"]!)).Refusal?.Rule)));
    }

    [Fact]
    public void Every_commitment_of_the_vectors_is_computed()
    {
        var cases = Vectors("commitment.json").AsArray();
        Assert.Equal(5, cases.Count);
        Assert.All(cases, item => Assert.Equal(
            (string?)item!["commit"],
            Commitment.Compute((string)item["kind"]!, Bytes(item["salt"]), Bytes(item["body"]))));
        Assert.Equal(cases.Count, cases.Select(item => (string)item!["commit"]!).Distinct().Count());
    }

    [Fact]
    public void The_registry_in_the_specification_is_that_of_the_code()
    {
        var rows = File.ReadAllLines(Path.Combine(Specification(), "kinds.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2], cells[3]))
            .Order()
            .ToArray();
        var registry = EntryKinds.All.Values
            .Select(kind => (kind.Name, kind.Audience.ToString().ToLowerInvariant(), kind.Reveals))
            .Order()
            .ToArray();
        Assert.Equal(registry, rows);
    }

    [Fact]
    public void Every_kind_that_the_registry_refers_to_has_its_section_in_bodies()
    {
        var sections = File.ReadAllLines(Path.Combine(Specification(), "bodies.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var line in File.ReadAllLines(Path.Combine(Specification(), "kinds.md")).Where(line => line.Contains("bodies.md#", StringComparison.Ordinal)))
        {
            Assert.Contains(line.Split('`')[1], sections);
        }
    }

    [Fact]
    public void Names_of_kinds_fit_into_a_header()
    {
        Assert.Equal(30, EntryKinds.All.Count);
        foreach (var kind in EntryKinds.All.Values)
        {
            var header = new EntryHeader
            {
                Id = EntryId.Fresh(),
                Kind = kind.Name,
                Time = 0,
                Audience = kind.Audience,
                Purpose = PurposeClass.Plan,
                Size = 256,
                Commitment = new string('0', 64),
            };
            Assert.Equal(header, EntryHeader.Parse(header.ToCanonicalBytes()).Value);
        }
    }

    private static byte[] Bytes(JsonNode? hex) => Convert.FromHexString((string)hex!);

    private static JsonNode Vectors(string name) => JsonNode.Parse(
        File.ReadAllText(Path.Combine(Specification(), "vectors", name)), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;

    private static string Specification()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Palladium.slnx")))
            {
                return Path.Combine(folder.FullName, "docs", "spec");
            }
        }

        throw new DirectoryNotFoundException(string.Create(CultureInfo.InvariantCulture, $"No solution above {AppContext.BaseDirectory}."));
    }
}
