namespace Palladium.Sqlite.People;

/// <content>People whom the organisation's own provider vouches for.</content>
public sealed partial class PeopleStore
{
    /// <summary>
    /// Begins a session of somebody whom the provider vouches for, makes the account at the first time, and sets the
    /// roles to those given. Null when the account was closed, or there is no role and so no reason for an account.
    /// </summary>
    /// <param name="issuer">The provider.</param>
    /// <param name="subject">The provider's own, unchanging name for the person. Names that people bear prove nothing.</param>
    /// <param name="name">What the person is called.</param>
    /// <param name="roles">What the provider's claims are worth here.</param>
    /// <param name="span">How long the session lasts.</param>
    /// <param name="device">What the browser says of itself.</param>
    public (Person Person, IssuedSecret Session)? EnterByProvider(
        string issuer, string subject, string name, IReadOnlyList<string> roles, SessionSpan span, string device) => _database.Write<(Person, IssuedSecret)?>(connection =>
    {
        var known = connection.First(
            reader => reader.GetString(0), "SELECT person FROM identities WHERE issuer = $1 AND subject = $2", issuer, subject);
        var person = known is null ? null : Find(connection, known);
        if (person is { Disabled: true } || (person is null && roles.Count == 0))
        {
            return null;
        }

        var grants = (person?.Grants ?? new() { Duty = [Doctrine.Entities.DutyTime.Always] }) with { Roles = roles };
        if (person is null)
        {
            person = new Person(Secrets.FreshId(), name, grants, _time.GetUtcNow(), Disabled: false);
            var change = Change(connection, "person.added", ("person", person.Id), ("name", name), ("grants", grants.ToJson()), ("provider", issuer));
            connection.Run("INSERT INTO people(id, name, created, grants, change) VALUES($1, $2, $3, $4, $5)",
                person.Id, name, Now(), grants.ToJson().ToJsonString(), change);
            connection.Run("INSERT INTO identities(issuer, subject, person) VALUES($1, $2, $3)", issuer, subject, person.Id);
        }
        else if (!person.Roles.Order(StringComparer.Ordinal).SequenceEqual(roles.Order(StringComparer.Ordinal)))
        {
            person = person with { Grants = grants };
            connection.Run("UPDATE people SET grants = $2 WHERE id = $1", person.Id, grants.ToJson().ToJsonString());
            Touch(connection, person.Id, Change(connection, "person.granted", ("person", person.Id), ("grants", grants.ToJson()), ("by", issuer)));
        }

        return roles.Count == 0 ? null : (person, BeginSession(connection, person.Id, span, device, proved: true, provider: true));
    });
}
