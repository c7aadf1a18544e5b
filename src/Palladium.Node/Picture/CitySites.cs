using System.Collections.Frozen;
using Palladium.Records.Scene;

namespace Palladium.Node.Picture;

/// <summary>The places of the city by id, for rules that speak of a kind of site, and for names on screens.</summary>
internal sealed class CitySites(IEnumerable<Site> sites)
{
    private readonly FrozenDictionary<string, Site> _byId = sites.ToFrozenDictionary(site => site.Id, StringComparer.Ordinal);

    public IEnumerable<Site> All => _byId.Values;

    public string? KindOf(string id) => _byId.GetValueOrDefault(id)?.Kind;

    /// <summary>What a site is called: its name on the map, or the id as it is when that is all there is.</summary>
    public string NameOf(string id) => _byId.TryGetValue(id, out var site) && site.Name.Length > 0 ? site.Name : id;
}
