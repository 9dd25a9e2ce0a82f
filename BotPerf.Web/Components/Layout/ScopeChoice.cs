using BotPerf.Web.Live;

namespace BotPerf.Web.Components.Layout;

/// <summary>One bot or instance to choose in the top bar.</summary>
public sealed record ScopeChoice(string Text, string Href, Freshness Freshness);
