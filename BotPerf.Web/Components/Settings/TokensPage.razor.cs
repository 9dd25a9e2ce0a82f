using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Settings;

/// <summary>The keys of programs that read or operate: made, shown once, revoked.</summary>
public sealed partial class TokensPage
{
    /// <summary>Nothing here is finer than a minute, but for what was just made.</summary>
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    private IReadOnlyList<ApiToken> _tokens = [];
    private DateTimeOffset _lookedAt;
    private NewApiToken? _made;
    private bool _adding;

    [Inject] private ApiTokens Tokens { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may make and revoke API tokens.";

    protected override bool Look()
    {
        if (ReferenceEquals(_tokens, Tokens.All) && Now - _lookedAt < AgesMove) return false;

        (_tokens, _lookedAt) = (Tokens.All, Now);
        return true;
    }

    private void StartAdding() => (Problem, _made, _adding) = (null, null, true);

    private Task AddAsync(TokenWish wish) => ActAsync(async by =>
    {
        var expires = wish.Days is { } days ? Time.GetUtcNow().AddDays(days) : (DateTimeOffset?)null;
        _made = await Tokens.CreateAsync(wish.Name, wish.Scope, expires, by, CancellationToken.None);
        _adding = false;
    });

    private Task RevokeAsync(int token) => ActAsync(async by =>
    {
        await Tokens.RevokeAsync(token, by, CancellationToken.None);
        if (_made?.Token.Id == token)
            _made = null;
    });
}

/// <param name="Days">Until it expires; null: never.</param>
public sealed record TokenWish(string Name, string Scope, int? Days);
