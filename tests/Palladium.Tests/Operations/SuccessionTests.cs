using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Tests.Operations;

public sealed class SuccessionTests
{
    private static readonly MemberId Safety = MemberId.Of("safety");
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly MemberId Fire = MemberId.Of("fire");
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SuccessionRules Rules = new([Safety, Police, Fire], 2, TimeSpan.FromSeconds(5));
    private static readonly EntryId Incident = EntryId.Fresh();

    [Fact]
    public void A_member_attests_only_after_the_leader_has_been_out_of_reach_for_as_long_as_the_plan_says()
    {
        var state = Led(new IncidentBook());

        Assert.Equal(SuccessionStep.None, Next(Police, state, lostFor: 4));
        Assert.Equal(SuccessionStep.Attest, Next(Police, state, lostFor: 5));
        Assert.Equal(SuccessionStep.None, Next(MemberId.Of("bus"), state, lostFor: 60));
        Assert.Equal(SuccessionStep.None, Next(Safety, state, lostFor: 60));
    }

    [Fact]
    public void The_first_in_line_that_is_reached_claims_once_enough_members_attest()
    {
        var book = new IncidentBook();
        Led(book);
        var one = Attest(book, Police);
        Assert.Equal(SuccessionStep.None, Next(Police, one, lostFor: 6));
        var two = Attest(book, Fire);

        Assert.Equal(SuccessionStep.Claim, Next(Police, two, lostFor: 6));
        Assert.Equal(SuccessionStep.None, Next(Fire, two, lostFor: 6));
        Assert.Equal(SuccessionStep.Claim, Succession.Next(Fire, two, Rules, m => m == Fire ? null : Noon, Noon.AddSeconds(6)));
    }

    [Theory]
    [InlineData(0, "lead.attestations-few")]
    [InlineData(1, "lead.attestations-few")]
    [InlineData(2, null)]
    public void A_claim_needs_the_attestations_that_the_plan_asks_for(int attestations, string? rule)
    {
        var claim = Claim(Police, 2, [.. new[] { Police, Fire }.Take(attestations).Select(Carried)]);

        Assert.Equal(rule, Succession.Check(claim, Police, Rules, _ => true)?.Rule);
    }

    [Fact]
    public void A_claim_is_refused_for_what_is_wrong_with_it()
    {
        var both = new[] { Police, Fire }.Select(Carried).ToArray();

        Assert.Equal("lead.attestation-unproven", Succession.Check(Claim(Police, 2, both), Police, Rules, a => a.Member != Fire)?.Rule);
        Assert.Equal("lead.not-author", Succession.Check(Claim(Police, 2, both), Fire, Rules, _ => true)?.Rule);
        Assert.Equal("lead.position", Succession.Check(Claim(Police, 2, both) with { Position = 0 }, Police, Rules, _ => true)?.Rule);
        Assert.Equal("lead.attestations-few", Succession.Check(Claim(Police, 2, [Carried(Safety), Carried(Police)]), Police, Rules, _ => true)?.Rule);
        Assert.Equal("lead.attestation-other", Succession.Check(Claim(Police, 3, both), Police, Rules, _ => true)?.Rule);
        Assert.Equal("lead.attestations-few", Succession.Check(Claim(Police, 2, [both[0], both[0]]), Police, Rules, _ => true)?.Rule);
    }

    [Fact]
    public void Whoever_has_seen_a_higher_claim_never_obeys_a_lower_one()
    {
        var book = new IncidentBook();
        Led(book);
        book.Apply(Recorded(Claim(Fire, 2, []), Fire, 7));
        Assert.Equal(Fire, book.Find(Incident)!.Leader);
        book.Apply(Recorded(Claim(Police, 2, []), Police, 9));
        Assert.Equal(Police, book.Find(Incident)!.Leader);
        var after = book.Apply(Recorded(Claim(Safety, 1, []), Safety, 11));

        Assert.Equal(Police, after.Leader);
        Assert.Equal(4, after.Claims.Count);
        Assert.Empty(after.Attestations);
    }

    [Fact]
    public void A_claim_travels_as_canonical_bytes_and_comes_back_the_same()
    {
        var claim = Claim(Police, 2, [Carried(Police), Carried(Fire)]);
        var read = LeadClaim.Parse(claim.ToCanonicalBytes()).Value;

        Assert.Equal(claim.ToCanonicalBytes(), read.ToCanonicalBytes());
        Assert.Equal(2, read.Attestations.Count);
        Assert.Null(Succession.Check(read, Police, Rules, _ => true));
    }

    private static SuccessionStep Next(MemberId self, IncidentState state, double lostFor) =>
        Succession.Next(self, state, Rules, m => m == Safety ? Noon : null, Noon.AddSeconds(lostFor));

    private static IncidentState Led(IncidentBook book)
    {
        book.Apply(new Recorded<IncidentBody>(
            new IncidentBody
            {
                Incident = Incident,
                Revision = 1,
                Term = 1,
                Title = "Flood",
                Closed = false,
                Status = AlertStatus.Exercise,
                Plan = "flood",
                Alerts = [],
                Opened = Noon,
                Sent = Noon,
            },
            new EntryPlace(Safety, 1, EntryId.Fresh())));
        return book.Apply(Recorded(Claim(Safety, 1, []), Safety, 2));
    }

    private static IncidentState Attest(IncidentBook book, MemberId member) =>
        book.Apply(new LeadAttestation(Incident, 1, Safety, Noon), Carried(member));

    private static CarriedAttestation Carried(MemberId member) =>
        new(member, 5, new byte[Commitment.SaltLength], new LeadAttestation(Incident, 1, Safety, Noon).ToCanonicalBytes());

    private static LeadClaim Claim(MemberId leader, int term, IReadOnlyList<CarriedAttestation> attestations) => new()
    {
        Incident = Incident,
        Term = term,
        Position = Rules.PositionOf(leader),
        Leader = leader,
        Before = Safety,
        Claimed = Noon,
        Attestations = attestations,
    };

    private static Recorded<LeadClaim> Recorded(LeadClaim claim, MemberId author, long index) =>
        new(claim, new EntryPlace(author, index, EntryId.Fresh()));
}
