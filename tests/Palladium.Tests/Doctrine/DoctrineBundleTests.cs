using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Thresholds;
using Palladium.Records.Json;

namespace Palladium.Tests.Doctrine;

public sealed class DoctrineBundleTests
{
    [Fact]
    public void The_doctrine_of_the_demo_city_has_no_problem()
    {
        Assert.Empty(DoctrineFolder.Load.Problems);
        Assert.Equal("montevideo", DoctrineFolder.Montevideo.Manifest.Name);
        Assert.All(DoctrineFolder.Montevideo.Policies, policy => Assert.NotEmpty(policy.Words));
        Assert.Equal(["city-watch", "flood", "mass-event"], DoctrineFolder.Montevideo.Plans.Select(plan => plan.Id));
    }

    [Fact]
    public void The_hash_is_that_of_the_canonical_listing_of_paths_and_file_hashes()
    {
        var listing = "{" + string.Join(',', DoctrineFolder.Files.Select(file =>
            $"\"{file.Key}\":\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Value)))}\"")) + "}";

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing))), DoctrineFolder.Montevideo.Hash);
    }

    [Fact]
    public void A_packed_doctrine_is_the_same_doctrine_at_its_destination()
    {
        var packed = DoctrineFolder.Montevideo.Pack();
        var arrived = DoctrineBundle.Unpack(packed).Bundle;

        Assert.NotNull(arrived);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, arrived.Hash);
        Assert.Equal(packed, arrived.Pack());
        Assert.True(CanonicalJson.Read(packed).Accepted(out _, out _));
    }

    [Fact]
    public void One_changed_character_is_another_doctrine()
    {
        var changed = DoctrineFolder.Montevideo.With("README.md", "other");

        Assert.NotNull(changed.Bundle);
        Assert.NotEqual(DoctrineFolder.Montevideo.Hash, changed.Bundle.Hash);
    }

    [Fact]
    public void Packed_bytes_that_are_not_canonical_are_refused()
    {
        byte[] spaced = [.. "{ "u8, .. DoctrineFolder.Montevideo.Pack().AsSpan(1)];

        Assert.Equal("json.not-canonical", Assert.Single(DoctrineBundle.Unpack(spaced).Problems).Rule);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"doctrine.toml\":1}")]
    [InlineData("not json")]
    public void Packed_bytes_that_are_no_doctrine_are_refused_with_reasons(string text)
    {
        var load = DoctrineBundle.Unpack(Encoding.UTF8.GetBytes(text));

        Assert.Null(load.Bundle);
        Assert.NotEmpty(load.Problems);
    }

    [Theory]
    [InlineData("thresholds.toml", "for = \"2s\"", "for = \"2 seconds\"", "toml.duration")]
    [InlineData("thresholds.toml", "for = \"2s\"", "fro = \"2s\"", "toml.unknown-key")]
    [InlineData("thresholds.toml", "severity = \"Severe\"", "severity = \"Terrible\"", "toml.choice")]
    [InlineData("thresholds.toml", "severity = \"Severe\"", "severity = \"2\"", "toml.choice")]
    [InlineData("thresholds.toml", "value = 2.5", "value = \"2.5\"", "toml.type")]
    [InlineData("thresholds.toml", "value = 2.5", "value = nan", "toml.number")]
    [InlineData("thresholds.toml", "value = 2.5", "value = 1.0", "thresholds.hysteresis")]
    [InlineData("thresholds.toml", "value = 3.2", "value = 2.4", "thresholds.level")]
    [InlineData("thresholds.toml", "id = \"wind.strong\"", "id = \"water-level.port\"", "thresholds.id")]
    [InlineData("thresholds.toml", "headline = \"High water at the port\"", "", "toml.missing-key")]
    [InlineData("thresholds.toml", "value = 2.5", "value = 2.5\nvalue = 2.6", "toml.syntax")]
    [InlineData("thresholds.toml", "must_know = [\"safety\"]", "must_know = []", "toml.empty")]
    [InlineData("thresholds.toml", "must_know = [\"safety\"]", "must_know = [\"Safety Office\"]", "toml.word")]
    [InlineData("warnings.toml", "must_know = [\"safety\"]", "must_kno = [\"safety\"]", "toml.unknown-key")]
    [InlineData("warnings.toml", "must_know = [\"safety\"]", "", "toml.missing-key")]
    [InlineData("warnings.toml", "severity = \"Moderate\"", "severity = \"moderate\"", "toml.choice")]
    [InlineData("warnings.toml", "severity = \"Moderate\"", "severity = \"Unknown\"", "warnings.severity")]
    [InlineData("warnings.toml", "[\"Met\", \"Geo\", \"Env\"]", "[\"Met\", \"Weather\"]", "toml.choice")]
    [InlineData("warnings.toml", "[\"Met\", \"Geo\", \"Env\"]", "[\"Met\", 3]", "toml.choice")]
    [InlineData("warnings.toml", "[\"Met\", \"Geo\", \"Env\"]", "[\"Met\", \"Met\"]", "toml.repeated")]
    [InlineData("warnings.toml", "[\"Met\", \"Geo\", \"Env\"]", "[]", "toml.empty")]
    [InlineData("warnings.toml", "id = \"health\"", "id = \"grave\"", "warnings.id")]
    [InlineData("plans/flood.toml", "attestations = 2", "attestations = 0", "toml.range")]
    [InlineData("plans/flood.toml", "id = \"flood\"", "id = \"deluge\"", "plans.file")]
    [InlineData("plans/flood.toml", "{site}", "{suspect}", "plans.place")]
    [InlineData("plans/flood.toml", "\"water-level.port\"", "\"water-level.moon\"", "plans.rule")]
    [InlineData("plans/flood.toml", "lead_lost_after = \"5s\"", "lead_lost_after = \"0s\"", "plans.lead-lost")]
    [InlineData("retention.toml", "\"segment\"", "\"segments\"", "retention.kind")]
    [InlineData("retention.toml", "[otherwise]", "[other]", "toml.unknown-key")]
    [InlineData("doctrine.toml", "version = 1", "version = 2", "manifest.parent")]
    [InlineData("doctrine.toml", "name = \"montevideo\"", "name.first = \"montevideo\"", "toml.dotted-key")]
    [InlineData("policies/units.cedar", "@id(\"units.own\")", "@id(\"alerts.own\")", "policies.id")]
    [InlineData("policies/units.cedar", "@id(\"units.own\")\n", "", "policies.id")]
    [InlineData("policies/units.cedar", "@rule(\"Every member sees its own crews.\")\n", "", "policies.rule")]
    [InlineData("policies/units.cedar", "when {", "whenever {", "cedar.syntax")]
    [InlineData("policies/units.cedar", "resource.owner.kind", "resource.owner.knid", "cedar.validation")]
    [InlineData("policies/units.cedar", "Action::\"readUnit\"", "Action::\"readUint\"", "cedar.validation")]
    [InlineData("schema.cedarschema", "entity Member", "entyti Member", "cedar.schema")]
    public void A_mistake_is_refused_with_its_place_and_rule(string file, string part, string replacement, string rule)
    {
        var at = DoctrineFolder.Files[file].IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{part}' is not in {file}");
        var text = DoctrineFolder.Files[file].Remove(at, part.Length).Insert(at, replacement);

        var load = DoctrineFolder.Montevideo.With(file, text);

        Assert.Null(load.Bundle);
        var problem = load.Problems.FirstOrDefault(problem => problem.Rule == rule);
        Assert.True(problem is not null, string.Join('\n', load.Problems));
        Assert.True(problem.File.Length > 0 && problem.Line > 0 && problem.Column > 0, problem.ToString());
    }

    [Fact]
    public void The_place_of_a_mistake_is_the_line_and_column_a_steward_sees()
    {
        const string text = "[[rule]]\nid = \"a\"\n  vlaue = 3\n";

        var problems = DoctrineFolder.Montevideo.With("thresholds.toml", text).Problems;

        var problem = Assert.Single(problems, problem => problem.Rule == "toml.unknown-key");
        Assert.Equal(("thresholds.toml", 3, 3), (problem.File, problem.Line, problem.Column));
    }

    [Fact]
    public void A_doctrine_without_warnings_names_nobody_who_must_know_of_one()
    {
        var without = DoctrineFolder.Montevideo.With("warnings.toml", null).Bundle;

        Assert.NotNull(without);
        Assert.Empty(without.WhoMustKnow([AlertCategory.Met], AlertSeverity.Extreme));
        Assert.NotEqual(DoctrineFolder.Montevideo.Hash, without.Hash);
    }

    [Theory]
    [InlineData("policies/../../etc.cedar")]
    [InlineData("policies/deep/more.cedar")]
    [InlineData("plans/.hidden.toml")]
    [InlineData("doctrine.toml.bak")]
    public void A_file_that_has_no_place_in_a_doctrine_is_refused(string path) =>
        Assert.Contains(DoctrineFolder.Montevideo.With(path, "").Problems, problem => problem.Rule == "bundle.path");

    [Theory]
    [InlineData("doctrine.toml")]
    [InlineData("thresholds.toml")]
    [InlineData("retention.toml")]
    [InlineData("schema.cedarschema")]
    public void A_missing_file_is_named(string path) =>
        Assert.Contains(DoctrineFolder.Montevideo.With(path, null).Problems, p => p.File == path && p.Rule == "bundle.missing");

    [Fact]
    public void A_folder_that_does_not_exist_is_a_problem_and_not_an_exception() =>
        Assert.Equal("bundle.folder", Assert.Single(DoctrineBundle.LoadFolder("/no/such/folder").Problems).Rule);

    [Fact]
    public void Values_put_into_a_public_message_are_never_read_as_a_template()
    {
        var template = DoctrineFolder.Montevideo.FindPlan("flood")!.Messages[0];

        var (headline, _, _) = template.Fill(ImmutableDictionary<string, string>.Empty.Add("area", "{member}").Add("member", "police"));

        Assert.Equal("Flood warning: {member}", headline);
    }

    [Fact]
    public void A_kind_of_entry_that_the_doctrine_does_not_name_has_a_limit_all_the_same()
    {
        Assert.Equal(TimeSpan.FromDays(30), DoctrineFolder.Montevideo.Retention.For("kind.of.tomorrow").Keep);
        Assert.Null(DoctrineFolder.Montevideo.Retention.For("charter.signed").Keep);
    }
}
