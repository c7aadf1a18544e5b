using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;
using Palladium.Records.Scene;

namespace Palladium.Tests.Doctrine;

/// <summary>What the gate itself sees to, whatever policies permit.</summary>
public sealed class GateFactsTests
{
    private readonly Facts _facts = new();
    private readonly Gate _gate;

    public GateFactsTests() => _gate = new Gate(new RecordingJournal(), TimeProvider.System, _facts, _facts);

    [Fact]
    public void An_exercise_reaches_what_was_made_for_one_and_nothing_else()
    {
        _gate.Adopt(DoctrineFolder.Montevideo.With("policies/administration.cedar", null).Bundle!);
        var drill = new GatePurpose(PurposeClass.Exercise, "drill-1");

        Assert.Equal(GateRules.ExerciseOnly, _gate.Decide(Read("fire", exercise: false, drill)).Rule);
        Assert.True(_gate.Decide(Read("fire", exercise: true, drill)).Permitted);
        Assert.True(_gate.Decide(Read("fire", exercise: true, new GatePurpose(PurposeClass.Incident, "i-1"))).Permitted);
    }

    [Fact]
    public void A_sensitive_action_needs_an_incident_that_somebody_else_confirmed()
    {
        _gate.Adopt(With("sensitive = [\"readUnit\"]", Asking));
        var incident = new GatePurpose(PurposeClass.Incident, "i-1");

        Assert.Equal(GateRules.NotConfirmed, _gate.Decide(Read("fire", exercise: false, Cast.Watch)).Rule);
        Assert.Equal(GateRules.NotConfirmed, _gate.Decide(Read("fire", exercise: false, incident)).Rule);
        _facts.ConfirmedFor = Cast.Operator("fire").Uid;
        Assert.True(_gate.Decide(Read("fire", exercise: false, incident)).Permitted);
        Assert.Equal(GateRules.NotConfirmed, _gate.Decide(Read("ambulance", exercise: false, incident)).Rule);
        Assert.Equal(GateRules.NotConfirmed, _gate.Decide(Read("fire", exercise: false, Cast.Watch)).Rule);
    }

    [Fact]
    public void Authority_that_is_older_than_its_class_of_action_allows_or_unknown_denies_and_alerts_flow()
    {
        var doctrine = With("[[authority]]\nactions = [\"readUnit\", \"receiveAlert\"]\nmax_age = \"15m\"");
        _gate.Adopt(doctrine);

        Assert.Equal(GateRules.AuthorityOld, _gate.Decide(Read("fire", exercise: false)).Rule);
        _facts.Age = TimeSpan.FromMinutes(15);
        Assert.True(_gate.Decide(Read("fire", exercise: false)).Permitted);
        _facts.Age = TimeSpan.FromMinutes(15.01);
        Assert.Equal(GateRules.AuthorityOld, _gate.Decide(Read("fire", exercise: false)).Rule);
        Assert.True(_gate.Decide(Alert("receiveAlert")).Permitted);

        // The least of what the versions that count allow, and nothing is known without anybody who knows.
        _gate.Adopt(DoctrineFolder.Montevideo, new DoctrineInGrace(doctrine, DateTimeOffset.MaxValue));
        Assert.Equal(GateRules.AuthorityOld, _gate.Decide(Read("fire", exercise: false)).Rule);
        var alone = new Gate(new RecordingJournal(), TimeProvider.System);
        alone.Adopt(doctrine);
        Assert.Equal(GateRules.AuthorityOld, alone.Decide(Read("fire", exercise: false)).Rule);
    }

    [Fact]
    public void A_principal_whose_attributes_do_not_come_from_its_issuers_log_is_denied()
    {
        _gate.Adopt(DoctrineFolder.Montevideo);
        _facts.Stranger = Cast.Operator("fire").Uid;

        Assert.Equal(GateRules.NotVouchedFor, _gate.Decide(Read("fire", exercise: false)).Rule);
        Assert.True(_gate.Decide(Read("ambulance", exercise: false)).Permitted);
    }

    [Fact]
    public void A_clock_in_doubt_closes_protected_reading_and_never_alerts()
    {
        _gate.Adopt(DoctrineFolder.Montevideo);
        _facts.IsClockInDoubt = true;

        Assert.Equal(GateRules.ClockInDoubt, _gate.Decide(Read("fire", exercise: false)).Rule);
        Assert.True(_gate.Decide(Alert("receiveAlert")).Permitted);
        Assert.True(_gate.Decide(Alert("readAlert")).Permitted);
        var source = DoctrineEntities.Source("gate-1", Cast.Id("stadium"), "crowd-density", "", exercise: false);
        var token = DoctrineEntities.Token("t", Cast.Id("stadium"), "stadium", "observations:write", "write");
        Assert.True(_gate.Decide(Cast.Request(token, "writeObservation", source)).Permitted);
    }

    [Theory]
    [InlineData("sensitive = [\"readUnits\"]", "manifest.action")]
    [InlineData("sensitive = [\"readUnit\"]", "manifest.sensitive")]
    [InlineData("protected = [7]", "manifest.action")]
    [InlineData("[[authority]]\nactions = [\"nothing\"]\nmax_age = \"1m\"", "manifest.action")]
    [InlineData("[[authority]]\nactions = [\"readUnit\"]\nmax_age = \"soon\"", "toml.duration")]
    [InlineData("[[authority]]\nactions = [\"readUnit\"]\nmax_age = \"1m\"\n[[authority]]\nactions = [\"readUnit\"]\nmax_age = \"2m\"", "manifest.authority")]
    public void What_the_manifest_says_of_actions_is_checked(string more, string rule)
    {
        var problem = Assert.Single(DoctrineFolder.Montevideo.With("doctrine.toml", Manifest(more)).Problems);
        Assert.Equal(("doctrine.toml", rule), (problem.File, problem.Rule));
        Assert.True(problem.Line > 1);
    }

    private static GateRequest Read(string kind, bool exercise, GatePurpose? purpose = null) =>
        Cast.Request(Cast.Operator(kind), "readUnit", DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise), purpose);

    private static GateRequest Alert(string action) => Cast.Request(
        Cast.Member("fire"), action, DoctrineEntities.Alert("7", Cast.Id("police"), "", "Severe", "Safety", ["fire"], isPublic: false, Feed.Live, exercise: false));

    // Before the first table; a table of its own goes to the end.
    private static string Manifest(string more)
    {
        var text = DoctrineFolder.Files["doctrine.toml"];
        return more.StartsWith('[') ? $"{text}\n{more}\n" : text.Replace("\n# A purpose names", $"\n{more}\n\n# A purpose names", StringComparison.Ordinal);
    }

    private static string Asking => DoctrineFolder.Files["schema.cedarschema"].Replace("    lookBack: Long,\n", "    lookBack: Long,\n    confirmed: Bool,\n", StringComparison.Ordinal);

    private static DoctrineBundle With(string more, string? schema = null)
    {
        var load = DoctrineBundle.Load(DoctrineFolder.Files.SetItem("doctrine.toml", Manifest(more))
            .SetItem("schema.cedarschema", schema ?? DoctrineFolder.Files["schema.cedarschema"]));
        return load.Bundle ?? throw new InvalidOperationException(string.Join('\n', load.Problems));
    }

    private sealed class Facts : IOpenPurposes, IGateFacts
    {
        public bool IsClockInDoubt { get; set; }

        public TimeSpan? Age { get; set; }

        public EntityUid? ConfirmedFor { get; set; }

        public EntityUid? Stranger { get; set; }

        public bool VouchesFor(EntityUid principal) => principal != Stranger;

        public bool IsOpen(GatePurpose purpose) => true;

        public bool IsConfirmed(GatePurpose purpose, EntityUid asking) => asking == ConfirmedFor;

        public TimeSpan? AgeOfAuthority(EntityUid member) => Age;
    }
}
