using System.Globalization;
using Palladium.Doctrine.Entities;

namespace Palladium.Tests.Doctrine;

public sealed class DutyTimeTests
{
    [Theory]
    [InlineData("always", "2026-11-23T03:00:00Z", true)]
    // Montevideo is three hours behind UTC.
    [InlineData("mon-fri 08:00-16:00 America/Montevideo", "2026-11-23T11:00:00Z", true)]
    [InlineData("mon-fri 08:00-16:00 America/Montevideo", "2026-11-23T10:59:59Z", false)]
    [InlineData("mon-fri 08:00-16:00 America/Montevideo", "2026-11-23T19:00:00Z", false)]
    [InlineData("mon-fri 08:00-16:00 America/Montevideo", "2026-11-22T12:00:00Z", false)]
    // A night belongs to the day on which it begins; Sunday's ends on Monday.
    [InlineData("sun 22:00-06:00 UTC", "2026-11-22T22:00:00Z", true)]
    [InlineData("sun 22:00-06:00 UTC", "2026-11-23T05:59:00Z", true)]
    [InlineData("sun 22:00-06:00 UTC", "2026-11-23T22:00:00Z", false)]
    [InlineData("sun 22:00-06:00 UTC", "2026-11-22T05:00:00Z", false)]
    [InlineData("sat-mon,wed 08:00-16:00 UTC", "2026-11-25T08:00:00Z", true)]
    [InlineData("sat-mon,wed 08:00-16:00 UTC", "2026-11-24T08:00:00Z", false)]
    [InlineData("2026-11-23T08:00/2026-11-23T16:00 America/Montevideo", "2026-11-23T18:59:00Z", true)]
    [InlineData("2026-11-23T08:00/2026-11-23T16:00 America/Montevideo", "2026-11-23T19:00:00Z", false)]
    // In Madrid the clock goes back from three to two on 25 October 2026: the hour from two to three is duty twice.
    [InlineData("sun 02:00-03:00 Europe/Madrid", "2026-10-25T00:30:00Z", true)]
    [InlineData("sun 02:00-03:00 Europe/Madrid", "2026-10-25T01:30:00Z", true)]
    [InlineData("sun 02:00-03:00 Europe/Madrid", "2026-10-25T02:00:00Z", false)]
    public void Duty_follows_the_clock_on_the_wall_of_its_zone(string text, string instant, bool covered)
    {
        var duty = DutyTime.Parse(text).Value;
        Assert.Equal(covered, duty.Covers(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
        Assert.Equal(text, duty.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sometimes")]
    [InlineData("mon-fri 08:00-16:00")]
    [InlineData("mon-fri 08:00-16:00 Atlantis/Capital")]
    [InlineData("mon-tue-wed 08:00-16:00 UTC")]
    [InlineData("mond 08:00-16:00 UTC")]
    [InlineData("mon 08:00-08:00 UTC")]
    [InlineData("mon 8-16 UTC")]
    [InlineData("2026-11-24T08:00/2026-11-23T16:00 UTC")]
    [InlineData("always UTC")]
    public void What_is_no_duty_time_is_refused(string text) => Assert.Equal("duty.form", DutyTime.Parse(text).Refusal?.Rule);

    [Fact]
    public void Grants_survive_being_stored_and_what_is_absent_is_not_granted()
    {
        var grants = new PersonGrants
        {
            Roles = ["operator", "steward"],
            Duty = [DutyTime.Parse("mon-fri 08:00-16:00 America/Montevideo").Value, DutyTime.Always],
            Sites = ["port"],
            RoleForce = 3,
            Accreditation = 2,
            AccreditedUntil = new DateTimeOffset(2027, 7, 1, 0, 0, 0, TimeSpan.Zero),
            Reservist = true,
            CalledUp = true,
            Overseer = true,
        };
        var again = PersonGrants.FromJson(grants.ToJson());
        Assert.Equal(grants.ToJson().ToJsonString(), again.ToJson().ToJsonString());
        Assert.Equal(3, again.RoleForce);

        var none = PersonGrants.FromJson(new System.Text.Json.Nodes.JsonObject()).At(DateTimeOffset.UnixEpoch);
        Assert.False(none.OnDuty || none.Reservist || none.CalledUp || none.Overseer);
        Assert.Empty(none.Roles);
        Assert.Equal(0, none.RoleForce + none.Accreditation);
    }
}
