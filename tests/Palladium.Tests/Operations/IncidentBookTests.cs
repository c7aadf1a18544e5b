using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Tests.Operations;

public sealed class IncidentBookTests
{
    private static readonly MemberId Safety = MemberId.Of("safety");
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly IncidentBook _book = new();
    private readonly EntryId _incident = EntryId.Fresh();
    private long _index;

    [Fact]
    public void The_revision_of_the_highest_term_and_number_is_in_force_whatever_order_they_come_in()
    {
        Revise(1, 2, "second");
        Revise(1, 1, "first");
        Assert.Equal("second", _book.Find(_incident)!.Current!.Body.Title);

        Revise(2, 1, "by the next leader");
        Revise(1, 9, "by the old one");
        Assert.Equal("by the next leader", _book.Find(_incident)!.Current!.Body.Title);
    }

    [Fact]
    public void A_higher_term_leads_in_one_term_the_lower_position_does_and_whoever_lost_is_kept_for_the_record()
    {
        Claim(Safety, 1, 0);
        Claim(Police, 2, 1);
        Assert.Equal((Police, 2), (_book.Find(_incident)!.Leader!.Value, _book.Find(_incident)!.Term));

        Claim(Safety, 2, 0);
        Claim(Police, 1, 1);

        var state = _book.Find(_incident)!;
        Assert.Equal((Safety, 2), (state.Leader!.Value, state.Term));
        Assert.Equal(4, state.Claims.Count);
        Assert.True(state.IsLedBy(Safety, 2));
        Assert.False(state.IsLedBy(Police, 2));
        Assert.False(state.IsLedBy(Police, 1));
        Assert.False(state.IsLedBy(Safety, 3));
    }

    [Fact]
    public void Attestations_count_against_the_leader_of_the_term_and_end_with_it_or_with_the_leaders_return()
    {
        Claim(Safety, 1, 0);
        Attest(Police, Safety, 1);
        Attest(MemberId.Of("fire"), Safety, 2);
        Attest(MemberId.Of("bus"), Police, 1);
        Assert.Equal([Police], _book.Find(_incident)!.Attestations.Keys);

        _book.ForgetAttestations(_incident);
        Assert.Empty(_book.Find(_incident)!.Attestations);

        Attest(Police, Safety, 1);
        Claim(Police, 2, 1);
        Assert.Empty(_book.Find(_incident)!.Attestations);
    }

    [Fact]
    public void Messages_stand_in_the_order_of_term_and_revision_and_each_entry_counts_once()
    {
        var late = Message(Police, 2, 2, "third");
        _book.Apply(late);
        _book.Apply(Message(Safety, 1, 1, "first"));
        _book.Apply(Message(Police, 2, 1, "second"));
        _book.Apply(late);

        Assert.Equal(["first", "second", "third"], _book.Find(_incident)!.Messages.Select(message => message.Body.Headline));
    }

    [Fact]
    public void The_same_claim_that_comes_twice_changes_nothing()
    {
        var claim = Claim(Safety, 1, 0);
        Attest(Police, Safety, 1);

        _book.Apply(claim);

        Assert.Single(_book.Find(_incident)!.Claims);
        Assert.Single(_book.Find(_incident)!.Attestations);
    }

    private void Revise(int term, int revision, string title) => _book.Apply(new Recorded<IncidentBody>(
        new IncidentBody
        {
            Incident = _incident,
            Revision = revision,
            Term = term,
            Title = title,
            Closed = false,
            Status = AlertStatus.Actual,
            Plan = "flood",
            Alerts = [],
            Opened = Noon,
            Sent = Noon,
        },
        Place(Safety)));

    private Recorded<LeadClaim> Claim(MemberId leader, int term, int position)
    {
        var claim = new Recorded<LeadClaim>(
            new LeadClaim
            {
                Incident = _incident,
                Term = term,
                Position = position,
                Leader = leader,
                Before = Safety,
                Claimed = Noon,
                Attestations = [],
            },
            Place(leader));
        _book.Apply(claim);
        return claim;
    }

    private void Attest(MemberId by, MemberId leader, int term) => _book.Apply(
        new LeadAttestation(_incident, term, leader, Noon), new CarriedAttestation(by, _index++, new byte[32], new byte[1]));

    private Recorded<PublicMessageBody> Message(MemberId sender, int term, int revision, string headline) => new(
        new PublicMessageBody
        {
            Message = EntryId.Fresh(),
            Incident = _incident,
            Term = term,
            Revision = revision,
            Status = AlertStatus.Actual,
            MessageType = AlertMessageType.Alert,
            Severity = AlertSeverity.Severe,
            Headline = headline,
            Text = "",
            Instruction = "",
            Area = "",
            Sender = sender,
            Sent = Noon,
        },
        Place(sender));

    private EntryPlace Place(MemberId author) => new(author, _index++, EntryId.Fresh());
}
