using System.Buffers.Text;
using System.Security.Claims;
using Palladium.Doctrine.Entities;
using Palladium.Node.Configuration;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>Accounts in the words of the interface.</summary>
internal sealed class PeopleViews(PeopleStore people, NodeConfiguration configuration, TimeProvider clock)
{
    public AccountDto Account(ClaimsPrincipal user)
    {
        var person = people.Find(user.PersonId()!)!;
        var passkeys = people.Passkeys(person.Id);
        return new AccountDto(
            Of(person),
            [.. passkeys.Select(passkey => new PasskeyDto(
                Base64Url.EncodeToString(passkey.Credential), passkey.Name, passkey.Created, passkey.Used, passkey.BackedUp))],
            [.. people.Sessions(person.Id).Select(session => new SessionDto(
                session.Id, session.Device, session.Created, session.Used, session.Ends, session.Id == user.Person()!.Session.Id))],
            [.. people.OpenRecoveries().Where(recovery => recovery.Person == person.Id).Select(recovery => Of(recovery, person.Id))],
            configuration.Passkeys == PasskeyRule.Required && passkeys.Count == 0);
    }

    public PeopleDto All(ClaimsPrincipal user) => new(
        [.. people.People().Select(Of)],
        [.. people.Tokens().Select(token => new TokenDto(token.Id, token.Name, token.Scopes, token.Source, token.Expires, token.Revoked))],
        [.. people.OpenRecoveries().Select(recovery => Of(recovery, user.PersonId()!))]);

    /// <summary>What was asked to be granted, or what is wrong with it.</summary>
    public static Outcome<PersonGrants> Read(GrantsDto grants)
    {
        var duty = new List<DutyTime>();
        foreach (var text in grants.Duty ?? [])
        {
            if (!DutyTime.Parse(text).Accepted(out var time, out var refusal))
            {
                return refusal;
            }

            duty.Add(time);
        }

        if ((grants.Roles ?? []).Concat(grants.Sites ?? []).FirstOrDefault(word => word is not { Length: > 0 and <= 64 } || word.Any(char.IsControl)) is not null
            || grants.Roles?.Any(role => role.Any(char.IsWhiteSpace)) == true)
        {
            return new Refusal("roles", "grants.word", "A role or site has 1 to 64 characters, a role no spaces.");
        }

        if (grants.RoleForce is < 0 or > PersonFacts.MostForce || grants.Accreditation is < 0 or > PersonFacts.MostForce)
        {
            return new Refusal("accreditation", "grants.degree", "A degree of force is 0 to 5.");
        }

        return new PersonGrants
        {
            Roles = grants.Roles ?? [],
            Duty = duty,
            Sites = grants.Sites ?? [],
            RoleForce = grants.RoleForce,
            Accreditation = grants.Accreditation,
            AccreditedUntil = grants.AccreditedUntil ?? DateTimeOffset.UnixEpoch,
            Reservist = grants.Reservist,
            CalledUp = grants.CalledUp,
            Overseer = grants.Overseer,
        };
    }

    private PersonDto Of(Person person)
    {
        var grants = person.Grants;
        return new PersonDto(
            person.Id, person.Name, person.Created, person.Disabled, grants.At(clock.GetUtcNow()).OnDuty, people.Passkeys(person.Id).Count,
            new GrantsDto(
                grants.Roles, [.. grants.Duty.Select(duty => duty.ToString())], grants.Sites, grants.RoleForce, grants.Accreditation,
                grants.AccreditedUntil > DateTimeOffset.UnixEpoch ? grants.AccreditedUntil : null, grants.Reservist, grants.CalledUp, grants.Overseer));
    }

    private RecoveryDto Of(Recovery recovery, string asker) => new(
        recovery.Id, recovery.Person, NameOf(recovery.Person), NameOf(recovery.Issuer), recovery.Issued, recovery.Opens,
        recovery.Confirmed is { } second ? NameOf(second) : null,
        recovery.Confirmed is null && recovery.Opens > clock.GetUtcNow() && recovery.MayBeConfirmedBy(people.Find(asker)));

    private string NameOf(string who) => people.Find(who)?.Name ?? who;
}
