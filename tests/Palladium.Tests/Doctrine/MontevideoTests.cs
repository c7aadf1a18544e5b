using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Proofs;
using Palladium.Doctrine.Tests;
using Palladium.Doctrine.Thresholds;
using Palladium.Records.Entries;
using Palladium.Records.Scene;

namespace Palladium.Tests.Doctrine;

/// <summary>Who may do what in the demo city, as tables that a councillor can read.</summary>
public sealed class MontevideoTests
{
    private readonly Gate _gate = new(new RecordingJournal(), TimeProvider.System, new EverythingIsOpen());

    public MontevideoTests() => _gate.Adopt(DoctrineFolder.Montevideo);

    [Theory]
    [InlineData("police", "patrol", "safety police fire ambulance")]
    [InlineData("fire", "engine", "safety police fire ambulance")]
    [InlineData("ambulance", "ambulance", "safety police fire ambulance")]
    [InlineData("bus", "bus", "safety police fire ambulance bus stadium utility residents")]
    [InlineData("security", "guard", "security")]
    public void Crews_are_seen_by(string owner, string kind, string seenBy) => SeenBy(
        seenBy, "readUnit", DoctrineEntities.Unit("7", Cast.Id(owner), kind, exercise: false));

    [Theory]
    [InlineData("stadium", "crowd-density", "safety police ambulance stadium")]
    [InlineData("utility", "machine-temperature", "safety fire utility")]
    [InlineData("utility", "cyber.load", "safety utility")]
    [InlineData("police", "cyber.failed-logins", "safety police")]
    [InlineData("oversight", "cyber.load", "safety oversight")]
    [InlineData("security", "water-level", "safety police fire ambulance bus security stadium utility residents")]
    [InlineData("bus", "taxi-demand", "safety bus")]
    [InlineData("residents", "thing-of-tomorrow", "residents")]
    public void Sensors_are_read_by(string owner, string kind, string seenBy) => SeenBy(
        seenBy, "readSource", DoctrineEntities.Source("7", Cast.Id(owner), kind, "", exercise: false));

    [Theory]
    [InlineData("stadium", true, "safety police fire ambulance stadium")]
    [InlineData("stadium", false, "stadium")]
    [InlineData("residents", true, "safety police fire ambulance residents")]
    public void Cameras_are_looked_through_by(string owner, bool shared, string seenBy) => SeenBy(
        seenBy, "readCamera", DoctrineEntities.Camera("7", Cast.Id(owner), "", shared, exercise: false));

    [Theory]
    [InlineData("stadium", "crowd-density", "Moderate", "stadium police", false, "police stadium")]
    [InlineData("stadium", "crowd-density", "Severe", "stadium police", false, "safety police stadium")]
    [InlineData("utility", "cyber.load", "Moderate", "safety police", false, "safety utility")]
    [InlineData("safety", "", "Minor", "residents", false, "safety residents")]
    [InlineData("security", "water-level", "Severe", "police", true, "safety police fire ambulance bus security stadium utility residents oversight")]
    public void Alerts_are_received_by(string owner, string sourceKind, string severity, string mustKnow, bool isPublic, string seenBy)
    {
        var alert = DoctrineEntities.Alert("7", Cast.Id(owner), sourceKind, severity, "Safety", mustKnow.Split(' '), isPublic, Feed.Live, exercise: false);

        Assert.Equal(seenBy, string.Join(' ', Cast.Kinds.Where(kind => May(Cast.Member(kind), "receiveAlert", alert))));
    }

    [Theory]
    [InlineData(true, Feed.Live, false, true)]
    [InlineData(false, Feed.Live, false, false)]
    [InlineData(true, Feed.Replay, false, false)]
    [InlineData(true, Feed.Exercise, true, false)]
    [InlineData(true, Feed.Live, true, false)]
    public void Only_what_is_meant_for_the_public_and_really_happens_is_shown_to_it(bool isPublic, Feed feed, bool exercise, bool shown)
    {
        var alert = DoctrineEntities.Alert("7", Cast.Id("utility"), "", "Severe", "Infra", [], isPublic, feed, exercise);

        Assert.All(Cast.Kinds, kind => Assert.Equal(shown, May(Cast.Member(kind), "publishAlert", alert)));
    }

    [Theory]
    [InlineData("Met", AlertSeverity.Minor, "safety police fire ambulance utility bus")]
    [InlineData("Health", AlertSeverity.Minor, "safety ambulance")]
    [InlineData("Health", AlertSeverity.Severe, "safety police fire ambulance utility bus")]
    [InlineData("Health", AlertSeverity.Unknown, "safety police fire ambulance utility bus")]
    [InlineData("Other", AlertSeverity.Minor, "safety")]
    [InlineData("Transport Infra", AlertSeverity.Minor, "safety bus police utility fire")]
    public void A_warning_from_outside_must_be_known_to(string categories, AlertSeverity severity, string kinds) => Assert.Equal(
        kinds.Split(' ').Order(StringComparer.Ordinal),
        DoctrineFolder.Montevideo.WhoMustKnow([.. categories.Split(' ').Select(Enum.Parse<AlertCategory>)], severity).Order(StringComparer.Ordinal));

    [Fact]
    public void Nobody_is_denied_the_public_log()
    {
        var body = DoctrineEntities.LogBody(EntryId.Fresh(), Cast.Id("police"), "node.started", AudienceClass.Public, exercise: false);

        foreach (var kind in Cast.Kinds)
        {
            Assert.True(May(Cast.Member(kind), "audit", body), kind);
            Assert.True(May(Cast.Person("x", kind), "audit", body), kind);
            Assert.True(May(DoctrineEntities.Token("x", Cast.Id(kind), kind), "audit", body), kind);
        }
    }

    [Theory]
    [InlineData("access", "police oversight")]
    [InlineData("release", "police oversight")]
    [InlineData("incident", "police")]
    public void Bodies_of_the_police_log_are_read_by(string kind, string seenBy) => SeenBy(
        seenBy, "audit", DoctrineEntities.LogBody(EntryId.Fresh(), Cast.Id("police"), kind, AudienceClass.Own, exercise: false));

    [Fact]
    public void Only_the_line_of_the_plan_leads_and_speaks_to_the_public()
    {
        string[] line = ["safety", "police", "fire", "ambulance"];
        var incident = DoctrineEntities.Incident("7", Cast.Id("safety"), "flood", line, ["bus"], exercise: false);
        var handling = new GatePurpose(PurposeClass.Incident, "7");

        Assert.Equal(line, Cast.Kinds.Where(kind => May(Cast.Member(kind), "takeLead", incident, handling)));
        Assert.Equal(["safety", "police", "fire", "ambulance", "bus"], Cast.Kinds.Where(kind => May(Cast.Member(kind), "readIncident", incident)));
        foreach (var kind in Cast.Kinds)
        {
            var message = DoctrineEntities.PublicMessage("1", Cast.Id(kind), "7", line, exercise: false);
            Assert.Equal(line.Contains(kind), May(Cast.Member(kind), "sendPublicMessage", message, handling));
            Assert.False(May(Cast.Member(kind), "sendPublicMessage", message, Cast.Watch));
        }
    }

    [Fact]
    public void A_drill_reaches_what_was_made_for_drills_and_nothing_else()
    {
        var drill = new GatePurpose(PurposeClass.Exercise, "autumn");

        Assert.True(May(Cast.Operator("police"), "readUnit", DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: true), drill));
        Assert.False(May(Cast.Operator("police"), "readUnit", DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false), drill));
    }

    [Fact]
    public void An_administrator_gains_no_sight_by_it()
    {
        var administrator = Cast.Person("root", "police", "administrator");
        var patrol = DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false);

        Assert.True(May(administrator, "administer", Cast.Member("police"), new(PurposeClass.Administration, "accounts")));
        Assert.False(May(administrator, "administer", Cast.Member("fire"), new(PurposeClass.Administration, "accounts")));
        Assert.False(May(administrator, "readUnit", patrol));
        Assert.False(May(Cast.Operator("police"), "readUnit", patrol, new(PurposeClass.Administration, "accounts")));
    }

    [Fact]
    public void A_token_does_what_its_scopes_say_for_its_own_member()
    {
        var own = DoctrineEntities.Source("7", Cast.Id("utility"), "machine-temperature", "", exercise: false);
        var other = DoctrineEntities.Source("7", Cast.Id("stadium"), "crowd-density", "", exercise: false);
        var writer = DoctrineEntities.Token("t", Cast.Id("utility"), "utility", "write");
        var reader = DoctrineEntities.Token("t", Cast.Id("utility"), "utility", "read");

        Assert.True(May(writer, "writeObservation", own));
        Assert.False(May(writer, "writeObservation", other));
        Assert.False(May(writer, "readSource", own));
        Assert.True(May(reader, "readSource", own));
        Assert.False(May(reader, "writeObservation", own));
    }

    [Fact]
    public void The_past_of_others_is_seen_only_as_far_as_the_rules_say()
    {
        var crowd = DoctrineEntities.Source("7", Cast.Id("stadium"), "crowd-density", "", exercise: false);
        var request = Cast.Request(Cast.Operator("police"), "readSource", crowd);

        Assert.True(_gate.Decide(request with { LookBack = TimeSpan.FromHours(24) }).Permitted);
        Assert.Equal("sensors.one-day-back", _gate.Decide(request with { LookBack = TimeSpan.FromHours(25) }).Rule);
        Assert.True(_gate.Decide(Cast.Request(Cast.Operator("stadium"), "readSource", crowd) with { LookBack = TimeSpan.FromDays(20) }).Permitted);
    }

    [Fact]
    public void An_action_that_the_doctrine_does_not_know_is_denied_to_all()
    {
        foreach (var kind in Cast.Kinds)
        {
            var camera = DoctrineEntities.Camera("7", Cast.Id(kind), "", shared: true, exercise: false);
            Assert.Equal(GateRules.UnknownAction, _gate.Decide(Cast.Request(Cast.Member(kind), "identifyByFace", camera)).Rule);
        }
    }

    [Fact]
    public void Its_tests_notice_when_any_policy_is_left_out_or_inverted_and_its_promises_are_proved()
    {
        var problems = new List<DoctrineProblem>();
        var tests = DoctrineTests.Read(DoctrineFolder.Montevideo, problems);
        var statements = ProofFiles.Read(DoctrineFolder.Montevideo, problems);
        Assert.Empty(problems);
        Assert.Empty(tests.Run(DoctrineFolder.Montevideo));
        Assert.DoesNotContain(Mutation.Run(DoctrineFolder.Montevideo, tests, [], z3: null), mutation => mutation.NoticedBy is null);
        using var z3 = Z3.Start();
        Assert.SkipWhen(z3 is null, $"z3 is absent. {Z3.HowToInstall}");
        var prover = new Prover(DoctrineFolder.Montevideo, z3!);
        Assert.All(statements, statement => Assert.Equal(ProofVerdict.Proved, prover.Prove(statement).Verdict));
    }

    private void SeenBy(string seenBy, string action, CedarEntityData resource)
    {
        Assert.Equal(seenBy, string.Join(' ', Cast.Kinds.Where(kind => May(Cast.Operator(kind), action, resource))));
        Assert.Equal(seenBy, string.Join(' ', Cast.Kinds.Where(kind => May(Cast.Member(kind), action, resource))));
    }

    private bool May(CedarEntityData principal, string action, CedarEntityData resource, GatePurpose? purpose = null) =>
        _gate.Decide(Cast.Request(principal, action, resource, purpose)).Permitted;

    private sealed class EverythingIsOpen : IOpenPurposes
    {
        public bool IsOpen(GatePurpose purpose) => true;
    }
}
