using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;
using Palladium.Tests.Log;

namespace Palladium.Tests.Doctrine;

public sealed class GraceTests
{
    private static readonly DoctrineBundle Before = DoctrineFolder.Montevideo;

    private static readonly DoctrineBundle Taking = With("""
        @id("test.no-fire") @rule("The fire brigade sees no patrols any more.")
        forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };
        """);

    private static readonly DoctrineBundle Giving = With("""
        @id("test.bus") @rule("The bus company sees patrols.")
        permit (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "bus" };
        """);

    private static readonly CedarEntityData Patrol = DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false);

    private readonly SettableTime _time = new();
    private readonly RecordingJournal _journal = new();
    private readonly Gate _gate;

    public GraceTests() => _gate = new Gate(_journal, _time);

    [Fact]
    public void What_a_new_version_takes_away_is_gone_at_once()
    {
        _gate.Adopt(Taking, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(24)));

        Assert.Equal("test.no-fire", _gate.Decide(Request("fire")).Rule);
        Assert.True(_gate.Decide(Request("ambulance")).Permitted);
    }

    [Fact]
    public void What_a_new_version_gives_is_there_when_the_grace_of_the_one_before_is_over()
    {
        _gate.Adopt(Giving, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(24)));

        var denial = _gate.Decide(Request("bus"));
        Assert.Equal((false, Before.Hash), (denial.Permitted, denial.DoctrineHash));
        Assert.Contains("counts until every member follows version", denial.Words, StringComparison.Ordinal);
        _time.Now = _time.GetUtcNow().AddHours(24);
        Assert.True(_gate.Decide(Request("bus")).Permitted);
        Assert.Empty(_gate.InGrace);
    }

    [Fact]
    public void What_a_new_version_gives_is_there_as_soon_as_the_one_before_counts_no_more()
    {
        _gate.Adopt(Giving, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(24)));
        Assert.False(_gate.Decide(Request("bus")).Permitted);

        _gate.Adopt(Giving);

        Assert.True(_gate.Decide(Request("bus")).Permitted);
    }

    [Fact]
    public void Every_version_in_grace_must_permit_and_not_only_the_last()
    {
        var until = _time.GetUtcNow().AddHours(24);
        _gate.Adopt(Before, new DoctrineInGrace(Taking, until), new DoctrineInGrace(Giving, until));

        Assert.False(_gate.Decide(Request("fire")).Permitted);
        Assert.False(_gate.Decide(Request("bus")).Permitted);
        Assert.True(_gate.Decide(Request("ambulance")).Permitted);
    }

    [Fact]
    public void A_member_that_follows_a_version_which_counts_no_more_gets_alerts_and_nothing_else()
    {
        _gate.Adopt(Giving);
        var alert = DoctrineEntities.Alert("7", Cast.Id("police"), "", "Severe", "Safety", ["fire"], isPublic: false, Feed.Live, exercise: false);

        Assert.Equal(GateRules.OtherVersion, _gate.Decide(Request("ambulance") with { MadeUnder = Before.Hash }).Rule);
        Assert.True(_gate.Decide(Request("ambulance") with { MadeUnder = Giving.Hash }).Permitted);
        Assert.True(_gate.Decide(Cast.Request(Cast.Member("fire"), "receiveAlert", alert) with { MadeUnder = Before.Hash }).Permitted);

        _gate.Adopt(Giving, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(1)));
        Assert.True(_gate.Decide(Request("ambulance") with { MadeUnder = Before.Hash }).Permitted);
    }

    [Fact]
    public async Task A_session_of_a_member_ends_when_the_version_it_was_begun_under_counts_no_more()
    {
        _gate.Adopt(Giving, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(1)));
        var begun = await _gate.BeginSessionAsync(
            new GateSessionRequest
            {
                Principal = Cast.Member("ambulance").Uid,
                Entities = EntitySlice.Of(Cast.Kinds.Select(Cast.Member)),
                Actions = ["readUnit"],
                Purpose = Cast.Watch,
                Subject = "picture",
                MadeUnder = Before.Hash,
                RecordAs = EntryKinds.Release,
            },
            CancellationToken.None);
        Assert.True(begun.Opened(out var session));
        var row = new GateRow("readUnit", Patrol.Uid, session.Entities.With(Patrol));
        Assert.True(session.Open(Seal.Of(1), row).Permitted);

        _gate.Adopt(Giving);

        Assert.Equal(GateRules.OtherVersion, session.Open(Seal.Of(1), row).Decision.Rule);
    }

    [Fact]
    public async Task The_body_names_every_version_that_counted()
    {
        _gate.Adopt(Giving, new DoctrineInGrace(Before, _time.GetUtcNow().AddHours(1)));

        var outcome = await _gate.OpenAsync(Seal.Of(1), Request("fire") with { MadeUnder = Before.Hash }, CancellationToken.None);

        var body = (JsonObject)CanonicalJson.Read(outcome.Body.Span).Value;
        Assert.Equal((Giving.Hash, Before.Hash), ((string?)body["doctrine"], (string?)body["madeUnder"]));
        Assert.Equal($"""["{Before.Hash}"]""", body["earlier"]!.ToJsonString());
    }

    private static GateRequest Request(string kind) => Cast.Request(Cast.Operator(kind), "readUnit", Patrol);

    private static DoctrineBundle With(string policy) =>
        DoctrineFolder.Montevideo.With("policies/test.cedar", policy).Bundle ?? throw new InvalidOperationException("The changed doctrine has a mistake.");
}
